using System.Net.Http.Json;
using System.Text.Json;
using IpAccess.Testing;
using IpAccess.Testing.Processes;
using IpAccess.Testing.Relays;
using IpAccess.Testing.Stores;

namespace IpAccess.FaultTests;

/// <summary>
/// The self-host as a process over an Azurite whose tables and queues can fail, with some accounts whose lists are known. It is one
/// process for all tests: what it does not survive fails every test after.
/// </summary>
public sealed class FaultScene : IAsyncLifetime
{
    private const int MostAccounts = 4;
    private readonly AzuriteFixture azurite = new();

    /// <summary>For how many seconds memory may decide here while storage is away.</summary>
    internal static int StaleSeconds { get; } = Effort.Of(6, 60);

    internal FaultyStorage Storage { get; private set; } = null!;

    internal ListHost Host { get; private set; } = null!;

    internal IReadOnlyList<KnownAccount> Accounts { get; private set; } = [];

    /// <summary>The storage itself.</summary>
    internal string Direct => azurite.ConnectionString;

    /// <summary>The settings of every process here.</summary>
    internal static IReadOnlyDictionary<string, string?> Settings { get; } = new Dictionary<string, string?>
    {
        ["IpAccess__Limits__MaxStaleSeconds"] = StaleSeconds.ToString(System.Globalization.CultureInfo.InvariantCulture),
    };

    public async Task InitializeAsync()
    {
        await azurite.InitializeAsync();
        if (NodeFactAttribute.Missing is not null)
        {
            return;
        }

        Storage = await FaultyStorage.StartAsync(azurite.ConnectionString);
        Host = await ListHost.StartAsync(Storage.ConnectionString, Settings);
        var accounts = new List<KnownAccount>();
        for (var number = 1; number <= MostAccounts; number++)
        {
            accounts.Add(await KnownAccount.MakeAsync(Host, number));
        }

        Accounts = accounts;
    }

    public async Task DisposeAsync()
    {
        foreach (var account in Accounts)
        {
            account.Client.Dispose();
        }

        if (Host is not null)
        {
            await Host.DisposeAsync();
            await Storage.DisposeAsync();
        }

        await azurite.DisposeAsync();
    }

    /// <summary>Mends storage, and waits until each account is decided from a list that is not stale.</summary>
    /// <returns>How long that took.</returns>
    internal async Task<TimeSpan> RecoverAsync()
    {
        var began = TimeProvider.System.GetTimestamp();
        Storage.Mend();
        foreach (var account in Accounts)
        {
            await account.UntilFreshAsync();
        }

        return TimeProvider.System.GetElapsedTime(began);
    }
}

/// <summary>An account that lets in one network and nobody else.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Number">The network is 10.number.0.0/16.</param>
/// <param name="Client">Its owner, who calls from that network.</param>
internal sealed record KnownAccount(string Id, int Number, HttpClient Client)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    public static async Task<KnownAccount> MakeAsync(ListHost host, int number)
    {
        var (id, key) = await host.NewAccountAsync();
        var client = host.NewClient(key, Inside(number));
        _ = await client.PasteAsync([$"10.{number}.0.0/16"]);
        return new(id, number, client);
    }

    /// <summary>Asks about an address that is let in, or about one that is not.</summary>
    public async Task<Answered> AskAsync(bool isInside)
    {
        var began = TimeProvider.System.GetTimestamp();
        using var response = await Client.GetAsync($"/v1/check?ip={(isInside ? Inside(Number) : Inside(Number + 100))}");
        var body = await response.Content.ReadAsByteArrayAsync();
        var took = TimeProvider.System.GetElapsedTime(began);
        if ((int)response.StatusCode != 200)
        {
            return new(began, took, (int)response.StatusCode, false, false, response.Headers.RetryAfter is not null);
        }

        var json = JsonElement.Parse(body);
        return new(began, took, 200, json.GetProperty("allowed").GetBoolean() != isInside, json.GetProperty("stale").GetBoolean(), false);
    }

    /// <summary>Asks until the answer is right and not stale.</summary>
    public async Task UntilFreshAsync()
    {
        using var hanging = new CancellationTokenSource(Patience);
        while (await AskAsync(isInside: true) is not { Status: 200, IsWrong: false, IsStale: false })
        {
            await Task.Delay(Pause, TimeProvider.System, hanging.Token);
        }
    }

    /// <summary>Makes a change, and gives the status of the answer.</summary>
    public async Task<int> SendAsync(HttpMethod method, string path, object? body, string? ifMatch = null)
    {
        using var request = new HttpRequestMessage(method, path) { Content = body is null ? null : JsonContent.Create(body) };
        if (ifMatch is not null)
        {
            request.Headers.IfMatch.Add(new(ifMatch));
        }

        using var response = await Client.SendAsync(request);
        return (int)response.StatusCode;
    }

    private static string Inside(int number) => $"10.{number}.0.7";
}

/// <summary>The answer to a check.</summary>
/// <param name="At">When it was asked, as a timestamp.</param>
/// <param name="Took">How long it took.</param>
/// <param name="Status">Its status.</param>
/// <param name="IsWrong">Whether it lets in whom the list does not, or not whom it does.</param>
/// <param name="IsStale">Whether it is marked as stale.</param>
/// <param name="SaysWhenAgain">Whether it has <c>Retry-After</c>.</param>
internal sealed record Answered(long At, TimeSpan Took, int Status, bool IsWrong, bool IsStale, bool SaysWhenAgain)
{
    /// <summary>Whether it was there at a time: what was asked before and answered later may have met something else.</summary>
    /// <param name="time">The time, as a timestamp.</param>
    public bool EndedBy(long time) => TimeProvider.System.GetElapsedTime(At, time) > Took;
}
