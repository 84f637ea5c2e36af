using IpAccess.Attempts;
using IpAccess.Http;
using IpAccess.Http.Messages;
using IpAccess.Storage.Caching;
using Microsoft.Extensions.Options;

namespace IpAccess;

/// <summary>Finds every fault of the settings at start, each a sentence for who runs the service.</summary>
internal sealed class IpAccessOptionsValidator : IValidateOptions<IpAccessOptions>
{
    private const int MostDays = 3650;

    /// <inheritdoc/>
    public ValidateOptionsResult Validate(string? name, IpAccessOptions options)
    {
        List<string> faults =
        [
            .. OwnFaults(options),
            .. options.ClientAddress.Validate(),
            .. options.ReachesBeyondLoopback ? options.ClientAddress.ValidateBeyondLoopback() : [],
        ];
        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }

    private static IEnumerable<string> OwnFaults(IpAccessOptions options)
    {
        if (OperatorKey.Parse(options.OperatorKeySha256) is null)
        {
            yield return "IpAccess:OperatorKeySha256 is not the SHA-256 of a key in 64 hex digits, or two of them with a comma.";
        }

        if (BlockedResponse.Parse(options.BlockedResponse) is null)
        {
            yield return $"IpAccess:BlockedResponse is '{options.BlockedResponse}', which is none of incident_io, sendgrid and brevo.";
        }

        if (Locations.FaultOf(options.GeoDatabase) is { } databaseFault)
        {
            yield return databaseFault;
        }

        if (options is { Host: HostKind.Functions, ClientAddress.Mode: ClientAddressOptions.ForwardedForMode })
        {
            yield return "IpAccess:ClientAddress:Mode is forwarded_for, but the Functions host replaces X-Forwarded-For: use connection or header.";
        }

        if (options.Limits.PageCacheMegabytes < 1)
        {
            yield return "IpAccess:Limits:PageCacheMegabytes is below 1.";
        }

        if (options.Limits.DecisionCacheMegabytes < 1)
        {
            yield return "IpAccess:Limits:DecisionCacheMegabytes is below 1.";
        }

        if (options.Limits.MaxStaleSeconds is < CachePolicy.LeastFailSafeSeconds or > CachePolicy.MostFailSafeSeconds)
        {
            yield return "IpAccess:Limits:MaxStaleSeconds is not from 5 to 86400.";
        }

        if (options.Retention.DeletedAccountDays is < 1 or > MostDays)
        {
            yield return "IpAccess:Retention:DeletedAccountDays is not from 1 to 3650.";
        }

        if (options.Limits.PendingAttempts < 1)
        {
            yield return "IpAccess:Limits:PendingAttempts is below 1.";
        }

        if (options.Limits.BodyMegabytes < BodyReader.BulkLimit / (1024 * 1024))
        {
            yield return "IpAccess:Limits:BodyMegabytes is below 16, the size of the largest body.";
        }

        if (options.Limits.Connections < 1)
        {
            yield return "IpAccess:Limits:Connections is below 1.";
        }

        if (options.Limits.HeaderSeconds < 1)
        {
            yield return "IpAccess:Limits:HeaderSeconds is below 1.";
        }
    }
}
