using System.Diagnostics.CodeAnalysis;
using System.Net;

namespace IpAccess.SelfHost;

/// <summary>
/// The addresses to listen on, as ASP.NET Core reads them: <c>urls</c>, else <c>http_ports</c> and <c>https_ports</c>; and
/// <c>Kestrel:Endpoints</c>. Beyond loopback only by the setting <c>IpAccess:Listen:AllowNonLoopback</c>.
/// </summary>
internal static class ListenAddresses
{
    /// <summary>Where the self-host listens when nothing is configured.</summary>
    public const string Default = "http://127.0.0.1:7071";

    private const string AllowSetting = "IpAccess:Listen:AllowNonLoopback";

    /// <summary>Sets the default where no address is configured, and checks every one that is.</summary>
    /// <exception cref="StartupException">An address is no address, or reaches beyond loopback without permission.</exception>
    public static void Settle(IConfigurationManager configuration)
    {
        var addresses = Configured(configuration);
        if (addresses.Count == 0)
        {
            _ = configuration.AddInMemoryCollection([new(WebHostDefaults.ServerUrlsKey, Default)]);
        }

        var beyond = addresses.Where(address => !IsLoopback(address)).ToList();
        if (beyond.Count > 0 && !IsAllowed(configuration[AllowSetting]))
        {
            throw new StartupException(
                $"The self-host listens on loopback only, and {string.Join(", ", beyond)} reaches beyond: set {AllowSetting} to true to allow that.");
        }
    }

    /// <summary>Whether others than this machine reach one of the configured addresses.</summary>
    /// <exception cref="StartupException">An address is no address.</exception>
    public static bool ReachBeyondLoopback(IConfiguration configuration) =>
        Configured(configuration).Exists(address => !IsLoopback(address));

    /// <summary>Whether only this machine reaches the address. A name other than <c>localhost</c> is a wildcard to Kestrel.</summary>
    /// <exception cref="StartupException">It is no address to listen on.</exception>
    [SuppressMessage("ApiDesign", "RS0030", Justification = "Kestrel reads the host this way, and this must see what Kestrel sees.")]
    public static bool IsLoopback(string address)
    {
        try
        {
            var binding = BindingAddress.Parse(address);
            return binding.IsUnixPipe
                || binding.IsNamedPipe
                || binding.Host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
                || (IPAddress.TryParse(binding.Host, out var host) && IPAddress.IsLoopback(host));
        }
        catch (FormatException exception)
        {
            throw new StartupException($"{address} is not an address to listen on: write it like {Default}.", exception);
        }
    }

    private static List<string> Configured(IConfiguration configuration)
    {
        var urls = Split(configuration[WebHostDefaults.ServerUrlsKey]);
        if (urls.Length == 0)
        {
            urls =
            [
                .. Split(configuration[WebHostDefaults.HttpPortsKey]).Select(port => $"http://*:{port}"),
                .. Split(configuration[WebHostDefaults.HttpsPortsKey]).Select(port => $"https://*:{port}"),
            ];
        }

        var endpoints = configuration.GetSection("Kestrel:Endpoints").GetChildren().Select(endpoint => endpoint["Url"]).OfType<string>();
        return [.. urls, .. endpoints];
    }

    private static string[] Split(string? list) =>
        (list ?? string.Empty).Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    private static bool IsAllowed(string? setting) =>
        string.IsNullOrWhiteSpace(setting) ? false
        : bool.TryParse(setting, out var allowed) ? allowed
        : throw new StartupException($"The setting {AllowSetting} is true or false, not {setting}.");
}
