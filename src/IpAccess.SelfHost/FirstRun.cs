using System.Net.Sockets;
using Azure;
using Azure.Identity;
using IpAccess.Accounts;
using IpAccess.Allowlists;
using IpAccess.Storage;
using IpAccess.Storage.Clients;
using Microsoft.Extensions.Options;

namespace IpAccess.SelfHost;

/// <summary>What a self-host finds ready when it starts: its tables and queues, and in an empty local store an account.</summary>
internal static class FirstRun
{
    private const string Account = "default";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    // Where there is no token to be had, the identity's own tries take 25 seconds to say so.
    private static readonly TimeSpan PatienceWithIdentity = TimeSpan.FromSeconds(30);

    /// <summary>
    /// Creates the tables and queues that are missing. Where storage is away, that is left to <see cref="LateStorage"/>, and said.
    /// </summary>
    /// <param name="app">The service.</param>
    /// <param name="isOurs">Whether storage was started for this process, which then can not do without.</param>
    /// <param name="notices">Gets a line where storage is away.</param>
    /// <exception cref="StartupException">Storage refuses the service, or there is none where the settings say.</exception>
    public static async Task PrepareStorageAsync(WebApplication app, bool isOurs, TextWriter notices)
    {
        var options = app.Services.GetRequiredService<IOptions<StorageOptions>>().Value;
        var patience = options.ConnectionString is null ? PatienceWithIdentity : Patience;
        try
        {
            using var late = new CancellationTokenSource(patience, app.Services.GetRequiredService<TimeProvider>());
            await app.Services.GetRequiredService<StorageSetup>().CreateMissingAsync(late.Token);
        }
        catch (Exception exception) when (StorageExceptions.IsUnavailable(exception, CancellationToken.None))
        {
            var sentence = $"The storage account that the setting Storage names does not answer: {StorageExceptions.Describe(exception).TrimEnd('.')}.";
            if (isOurs || IsMisnamed(exception))
            {
                throw new StartupException(sentence, exception);
            }

            await notices.WriteLineAsync($"{sentence} The service starts all the same, and is not ready before it does.");
        }
    }

    /// <summary>Makes the account <c>default</c> where there is no account yet, and tells its key when the service listens.</summary>
    public static async Task OfferAccountAsync(WebApplication app, TextWriter notices)
    {
        if (await app.Services.GetRequiredService<AccountStore>().ListAsync(after: null, CancellationToken.None).AnyAsync())
        {
            return;
        }

        var host = Actor.Service("self-host", "first-run");
        var (account, _) = await app.Services.GetRequiredService<AccountEndpoints>()
            .CreateAsync(host, new(Account, "The account of this machine", Parent: null), CancellationToken.None);
        if (account is not null)
        {
            app.Lifetime.ApplicationStarted.Register(() => notices.WriteLine(Welcome(account.Key.Secret!, app.Urls.First())));
        }
    }

    // A wrong key or name does not mend itself; what else fails at storage, or on the way there, may.
    private static bool IsMisnamed(Exception exception) => exception switch
    {
        RequestFailedException { Status: StatusCodes.Status401Unauthorized or StatusCodes.Status403Forbidden } => true,
        AuthenticationFailedException or SocketException { SocketErrorCode: SocketError.HostNotFound } => true,
        AggregateException many => many.InnerExceptions.Any(IsMisnamed),
        _ => exception.InnerException is { } inner && IsMisnamed(inner),
    };

    private static string Welcome(string key, string url) =>
        $"""

        The account "{Account}" is ready. Its key is shown this once:

          export IPACCESS_KEY={key}

        Ask whether an address may come in:

          curl -H "X-IpAccess-Key: $IPACCESS_KEY" "{url}/v1/check?ip=203.0.113.7"

        """;
}
