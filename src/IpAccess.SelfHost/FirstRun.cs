using IpAccess.Accounts;
using IpAccess.Http;
using IpAccess.Networks;
using IpAccess.Storage;

namespace IpAccess.SelfHost;

/// <summary>What a self-host finds ready when it starts: its tables and queues, and in an empty local store an account.</summary>
internal static class FirstRun
{
    private const string Account = "default";

    /// <summary>Creates the tables and queues that are missing.</summary>
    /// <exception cref="StartupException">Storage does not answer.</exception>
    public static async Task PrepareStorageAsync(WebApplication app)
    {
        try
        {
            await app.Services.GetRequiredService<StorageSetup>().CreateMissingAsync(CancellationToken.None);
        }
        catch (Exception fault) when (StorageFaults.IsUnavailable(fault, CancellationToken.None))
        {
            var reason = fault.Message.Split('\n')[0].Trim();
            throw new StartupException($"The storage account that the setting Storage names does not answer: {reason}", fault);
        }
    }

    /// <summary>Makes the account <c>default</c> where there is no account yet, and tells its key when the service listens.</summary>
    public static async Task OfferAccountAsync(WebApplication app, TextWriter notices)
    {
        if (await app.Services.GetRequiredService<AccountStore>().ListAsync(after: null, CancellationToken.None).AnyAsync())
        {
            return;
        }

        var nobody = new ClientAddress(default, ClientAddressOptions.Connection, []);
        var caller = new Caller(string.Empty, "self-host", nobody, "first-run", Freshness.Fresh);
        var (account, _) = await app.Services.GetRequiredService<AccountEndpoints>()
            .CreateAsync(caller, new(Account, "The account of this machine", Parent: null), CancellationToken.None);
        if (account is not null)
        {
            app.Lifetime.ApplicationStarted.Register(() => notices.WriteLine(Welcome(account.Key.Secret!, app.Urls.First())));
        }
    }

    private static string Welcome(string key, string url) =>
        $"""

        The account "{Account}" is ready. Its key is shown this once:

          export IPACCESS_KEY={key}

        Ask whether an address may come in:

          curl -H "X-IpAccess-Key: $IPACCESS_KEY" "{url}/v1/check?ip=203.0.113.7"

        """;
}
