using Microsoft.Extensions.Options;

namespace IpAccess.AspNetCore;

/// <summary>Finds every fault of the options at start, each a sentence for who runs the app.</summary>
internal sealed class OptionsValidator : IValidateOptions<IpAccessOptions>
{
    /// <summary>The characters of a name or a surface, at most.</summary>
    public const int LongestName = 64;

    private static readonly TimeSpan MostBetweenPolls = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan LeastBetweenPolls = TimeSpan.FromSeconds(1);

    /// <summary>Whether a name or a surface can have this character.</summary>
    public static bool IsOfName(char character) => char.IsAsciiLetterOrDigit(character) || character is '.' or '_' or '-';

    /// <summary>Whether the text can be the name of an enforcer or of a surface.</summary>
    public static bool IsName(string text) => text.Length is > 0 and <= LongestName && text.All(IsOfName);

    /// <inheritdoc/>
    public ValidateOptionsResult Validate(string? name, IpAccessOptions options)
    {
        List<string> faults = [.. FaultsOfConnection(options), .. FaultsOfTheRest(options)];
        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }

    private static IEnumerable<string> FaultsOfConnection(IpAccessOptions options)
    {
        if (options.Service is not { IsAbsoluteUri: true } service || (service.Scheme != Uri.UriSchemeHttps && service.Scheme != Uri.UriSchemeHttp))
        {
            yield return "IpAccess:Service is not set to the absolute https address of the service (http will do on this machine).";
        }
        else if (service.Scheme == Uri.UriSchemeHttp && !service.IsLoopback && !options.AllowUnencrypted)
        {
            yield return "IpAccess:Service is http and not on this machine: use https, or set IpAccess:AllowUnencrypted where whatever is between may be trusted with the key and the list.";
        }

        if (string.IsNullOrWhiteSpace(options.Key) || options.Key.Any(character => character is <= ' ' or > '~'))
        {
            yield return "IpAccess:Key is not set to a key of the service: make one with the role app.";
        }
    }

    private static IEnumerable<string> FaultsOfTheRest(IpAccessOptions options)
    {
        if (!IsName(options.Name))
        {
            yield return "IpAccess:Name is not 1-64 of A-Z a-z 0-9 . _ -";
        }

        if (options.Surface is { } surface && !IsName(surface))
        {
            yield return "IpAccess:Surface is not 1-64 of A-Z a-z 0-9 . _ -";
        }

        if (options.CacheFile is { } file && (string.IsNullOrWhiteSpace(file) || Directory.Exists(file)))
        {
            yield return "IpAccess:CacheFile is not the name of a file.";
        }

        if (options.PollInterval < LeastBetweenPolls || options.PollInterval > MostBetweenPolls)
        {
            yield return "IpAccess:PollInterval is not from 1 to 60 seconds.";
        }

        if (options.UnhealthyAfter < options.PollInterval)
        {
            yield return "IpAccess:UnhealthyAfter is less than IpAccess:PollInterval.";
        }

        if (!Enum.IsDefined(options.OnNoSnapshot))
        {
            yield return "IpAccess:OnNoSnapshot is none of Deny and Allow.";
        }

        if (!Enum.IsDefined(options.BlockedResponse))
        {
            yield return "IpAccess:BlockedResponse is none of IncidentIo, SendGrid and Brevo.";
        }

        if (options.PendingAttempts < 1)
        {
            yield return "IpAccess:PendingAttempts is below 1.";
        }
    }
}
