using Microsoft.AspNetCore.Http;

namespace IpAccess.Http.Messages;

/// <summary>On what terms a write to the list is asked for: the version that it means, and for how long it may stay unconfirmed.</summary>
internal sealed class WriteTerms
{
    /// <summary>The header of an answer that says until when its change has to be confirmed.</summary>
    public const string ConfirmByHeader = "X-IpAccess-Confirm-By";

    /// <summary>The query parameters of a write whose change can be made to undo itself.</summary>
    public static readonly string[] Parameters = [ConfirmWithin];

    private const string ConfirmWithin = "confirm_within";
    private const int MostMinutes = 60;
    private readonly HttpResponse response;

    private WriteTerms(HttpRequest request, QueryFields query)
    {
        response = request.HttpContext.Response;
        MinutesToConfirm = query.Number(ConfirmWithin, 1, MostMinutes);
        Precondition = Precondition.Read(request, query.Faults);
    }

    /// <summary>The version that the caller means.</summary>
    public Precondition Precondition { get; }

    /// <summary>The minutes, 1–60, after which the change undoes itself unless it is confirmed; null where it is to stay.</summary>
    public int? MinutesToConfirm { get; }

    /// <summary>Reads the terms of a request; what is wrong becomes a fault.</summary>
    public static WriteTerms Read(HttpRequest request, QueryFields query) => new(request, query);

    /// <summary>Tells the caller, in the answer's headers, until when (Unix seconds) the change has to be confirmed.</summary>
    public void TellConfirmBy(long until) => response.Headers[ConfirmByHeader] = ApiJson.Time(until);
}
