using Microsoft.AspNetCore.Http;

namespace IpAccess.Http;

/// <summary>On what terms a write to the list is asked for: the version that it means, and for how long it may stay unconfirmed.</summary>
internal sealed class WriteTerms
{
    /// <summary>The header of an answer that says until when its change has to be confirmed.</summary>
    public const string ConfirmByHeader = "X-IpAccess-Confirm-By";

    private const string ConfirmWithin = "confirm_within";
    private const int MostMinutes = 60;
    private readonly HttpResponse response;

    private WriteTerms(HttpRequest request, Faults faults, ReadOnlySpan<string> parameters)
    {
        response = request.HttpContext.Response;
        Query = new QueryFields(request, faults, parameters);
        MinutesToConfirm = parameters.Contains(ConfirmWithin) ? Query.Number(ConfirmWithin, 1, MostMinutes) : null;
        Precondition = Precondition.Read(request, faults);
    }

    /// <summary>The version that the caller means.</summary>
    public Precondition Precondition { get; }

    /// <summary>The minutes, 1–60, after which the change undoes itself unless it is confirmed; null where it is to stay.</summary>
    public int? MinutesToConfirm { get; }

    /// <summary>The query, with the other parameters in it.</summary>
    public QueryFields Query { get; }

    /// <summary>Reads the terms of a request; what is wrong becomes a fault.</summary>
    /// <param name="request">The request.</param>
    /// <param name="faults">Gets what is wrong.</param>
    /// <param name="others">The other query parameters that it may have.</param>
    public static WriteTerms Read(HttpRequest request, Faults faults, params ReadOnlySpan<string> others) =>
        new(request, faults, [ConfirmWithin, .. others]);

    /// <summary>Reads the terms of a request whose change can not be made to undo itself.</summary>
    public static WriteTerms ReadForGood(HttpRequest request, Faults faults) => new(request, faults, []);

    /// <summary>Tells the caller, in the answer's headers, until when (Unix seconds) the change has to be confirmed.</summary>
    public void TellConfirmBy(long until) => response.Headers[ConfirmByHeader] = ApiJson.Time(until);
}
