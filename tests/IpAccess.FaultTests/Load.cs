using System.Collections.Concurrent;

namespace IpAccess.FaultTests;

/// <summary>Checks of warm keys at a steady rate, whoever waits for an answer: half of them of addresses that are let in.</summary>
internal sealed class Load
{
    private const int PerSecond = 150;
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(10);
    private readonly IReadOnlyList<KnownAccount> accounts;
    private readonly ConcurrentBag<Answered> answers = [];
    private readonly Task asking;
    private volatile bool isEnding;

    private Load(IReadOnlyList<KnownAccount> accounts)
    {
        this.accounts = accounts;
        asking = Task.Run(AskAsync);
    }

    /// <summary>Begins.</summary>
    public static Load Start(IReadOnlyList<KnownAccount> accounts) => new(accounts);

    /// <summary>Ends, and gives all answers.</summary>
    public async Task<IReadOnlyList<Answered>> EndAsync()
    {
        isEnding = true;
        await asking;
        return [.. answers.OrderBy(answer => answer.At)];
    }

    private async Task AskAsync()
    {
        var began = TimeProvider.System.GetTimestamp();
        var asked = new List<Task>();
        while (!isEnding)
        {
            var due = (int)(TimeProvider.System.GetElapsedTime(began).TotalSeconds * PerSecond);
            while (asked.Count < due)
            {
                asked.Add(AskAsync(asked.Count));
            }

            await Task.Delay(Step, TimeProvider.System);
        }

        await Task.WhenAll(asked);
    }

    private async Task AskAsync(int number) =>
        answers.Add(await accounts[number / 2 % accounts.Count].AskAsync(isInside: number % 2 == 0));
}
