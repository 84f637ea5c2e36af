using IpAccess.Telemetry;
using IpAccess.Testing;
using IpAccess.Testing.Processes;
using IpAccess.Testing.Relays;
using Xunit.Abstractions;

namespace IpAccess.FaultTests;

/// <summary>
/// Checks while tables and queues fail: for longer than memory may decide, and without a restart. Times are measured and shown; what is
/// promised of answers is asserted by their number.
/// </summary>
[Collection(FaultGroup.Name)]
public sealed class OutageTests(FaultScene scene, ITestOutputHelper output)
{
    private const int FreshSeconds = 5;
    private const int Odd = -1;
    private static readonly List<OutageRow> Rows = [];
    private static readonly TimeSpan Before = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Beyond = TimeSpan.FromSeconds(Effort.Of(2, 8));
    private static readonly TimeSpan OddStep = TimeSpan.FromMilliseconds(400);

    public static TheoryData<string, int> Faults { get; } = new()
    {
        { "refuse", (int)FaultKind.Refuse },
        { "black hole", (int)FaultKind.BlackHole },
        { "delay 5 s", (int)FaultKind.Delay },
        { "reset", (int)FaultKind.Reset },
        { "cut", (int)FaultKind.Cut },
        { "dropped", (int)FaultKind.Drop },
        { "503 ServerBusy", (int)FaultKind.Odd },
        { "odd answers", Odd },
    };

    [NodeTheory]
    [MemberData(nameof(Faults))]
    public async Task Checks_are_right_then_stale_then_503_and_right_again_without_a_restart(string name, int kind)
    {
        _ = await scene.RecoverAsync();
        var logged = scene.Host.Output.Length;
        var load = Load.Start(scene.Accounts);
        await Task.Delay(Before, TimeProvider.System);
        var began = TimeProvider.System.GetTimestamp();
        await FailAsync(kind, TimeSpan.FromSeconds(FaultScene.StaleSeconds) + Beyond);
        var ended = TimeProvider.System.GetTimestamp();
        var recovery = await scene.RecoverAsync();
        var answers = await load.EndAsync();
        var row = new OutageRow(name, answers, recovery, LinesSince(logged));
        Rows.Add(row);
        output.WriteLine(OutageRow.Heads);
        Rows.ForEach(each => output.WriteLine(each.ToString()));

        Assert.Equal((0, 0), (row.Wrong, row.Other));
        var meanwhile = answers.Where(answer => answer.EndedBy(ended)).ToList();
        var late = meanwhile.Where(answer => Seconds(answer) > FreshSeconds + 1).ToList();
        var tooLate = meanwhile.Where(answer => Seconds(answer) > FaultScene.StaleSeconds + 1).ToList();
        Assert.DoesNotContain(late, answer => answer is { Status: 200, IsStale: false });
        Assert.NotEmpty(tooLate);
        Assert.DoesNotContain(tooLate, answer => answer.Status == 200);
        Assert.All(answers.Where(answer => answer.Status == 503), answer => Assert.True(answer.SaysWhenAgain));
        Assert.Contains(meanwhile, answer => answer is { Status: 200, IsStale: true });
        AssertQuiet(row.Lines);

        double Seconds(Answered answer) => TimeProvider.System.GetElapsedTime(began, answer.At).TotalSeconds;
    }

    private async Task FailAsync(int kind, TimeSpan forAsLong)
    {
        if (kind != Odd)
        {
            scene.Storage.Fail(kind == (int)FaultKind.Odd ? Fault.Busy : new((FaultKind)kind));
            await Task.Delay(forAsLong, TimeProvider.System);
            return;
        }

        var began = TimeProvider.System.GetTimestamp();
        for (var number = 0; TimeProvider.System.GetElapsedTime(began) < forAsLong; number++)
        {
            scene.Storage.Fail(new(FaultKind.Odd, OddAnswer.All[number % OddAnswer.All.Count]));
            await Task.Delay(OddStep, TimeProvider.System);
        }
    }

    private List<string> LinesSince(int length) =>
        [.. scene.Host.Output[length..].Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)];

    // A line at its beginning, one a period, and one at its end.
    private static void AssertQuiet(IReadOnlyList<string> lines)
    {
        Assert.DoesNotContain(lines, line => line.StartsWith("at ", StringComparison.Ordinal) || line.Contains("   at ", StringComparison.Ordinal));
        Assert.InRange(lines.Count, 0, 3 + ((FaultScene.StaleSeconds + (int)Beyond.TotalSeconds) / 10));
    }
}
