using Azure;
using Azure.Core;
using Azure.Core.Pipeline;

namespace IpAccess.Storage.Clients;

/// <summary>
/// Lets nothing through that storage itself did not answer. Every answer of its has a request id
/// (https://learn.microsoft.com/rest/api/storageservices/common-rest-api-response-headers); that of a gateway or proxy on the way has
/// none, and must not be taken for a row that is not there, a list that is empty or a race that was lost, whatever its status.
/// </summary>
internal sealed class GenuineAnswers : HttpPipelineSynchronousPolicy
{
    private const string Mark = "x-ms-request-id";

    /// <summary>Puts it before the retries, which see all answers.</summary>
    public static T AddTo<T>(T options)
        where T : ClientOptions
    {
        options.AddPolicy(new GenuineAnswers(), HttpPipelinePosition.PerCall);
        return options;
    }

    /// <summary>Whether storage itself gave this answer.</summary>
    public static bool IsGenuine(Response answer) => answer.Headers.Contains(Mark);

    /// <inheritdoc/>
    public override void OnReceivedResponse(HttpMessage message)
    {
        if (message.HasResponse && !IsGenuine(message.Response))
        {
            throw new RequestFailedException(FormattableString.Invariant($"Something on the way to storage answered {message.Response.Status}."));
        }
    }
}
