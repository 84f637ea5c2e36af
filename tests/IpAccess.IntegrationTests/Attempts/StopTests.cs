using System.Net.Http.Json;
using IpAccess.Testing.Hosting;
using IpAccess.Testing.Processes;
using Xunit.Abstractions;

namespace IpAccess.IntegrationTests.Attempts;

/// <summary>A self-host that is asked to end, right after and in the midst of checks.</summary>
[Collection(AzuriteGroup.Name)]
public sealed class StopTests(AzuriteFixture azurite, ITestOutputHelper output)
{
    private const int Checks = 200;

    [NodeFact]
    public async Task Asked_to_end_a_self_host_first_hands_over_all_attempts()
    {
        await using var host = await ListHost.StartAsync(azurite.ConnectionString);
        var (account, key) = await host.NewAccountAsync();
        using var client = host.NewClient(key, "192.0.2.1");
        for (var i = 0; i < Checks; i++)
        {
            using var response = await AskAsync(client, i);
            Assert.True(response.IsSuccessStatusCode);
        }

        Assert.Equal(0, await host.StopAsync());

        var attempts = await RecordedAttempts.ReadAsync(azurite.ConnectionString, account);
        Assert.Equal(Checks, attempts.Sum(attempt => attempt.Count));
        Assert.Equal(50, attempts.Count);
        Assert.All(attempts, attempt => Assert.Equal((Awkward, true), (attempt.UserAgent, attempt.Allowed)));
    }

    [NodeFact]
    public async Task Asked_to_end_in_the_midst_of_checks_a_self_host_records_each_that_it_answered()
    {
        await using var host = await ListHost.StartAsync(azurite.ConnectionString);
        var (account, key) = await host.NewAccountAsync();
        using var client = host.NewClient(key, "192.0.2.1");
        var (sent, answered) = (0L, 0L);
        var askers = Enumerable.Range(0, 8).Select(async _ =>
        {
            try
            {
                while (true)
                {
                    Interlocked.Increment(ref sent);
                    using var response = await AskAsync(client, 1);
                    Assert.True(response.IsSuccessStatusCode);
                    Interlocked.Increment(ref answered);
                }
            }
            catch (HttpRequestException)
            {
                // It has ended.
            }
        }).ToList();
        while (Interlocked.Read(ref answered) < Checks && !askers.Any(asker => asker.IsCompleted))
        {
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System);
        }

        Assert.Equal(0, await host.StopAsync());
        await Task.WhenAll(askers);

        var attempts = await RecordedAttempts.CountAsync(azurite.ConnectionString, account);
        output.WriteLine($"{sent} asked, {answered} answered, {attempts} recorded.");
        Assert.InRange(attempts, answered, sent);
    }

    // What XML and JSON write in ways of their own.
    private static string Awkward { get; } = "a&b<c>\"'\\ \t\r\n\u0001\u0085\u2028\ufffe \u6f22 \ud83d\ude00 ]]> &amp;";

    private static Task<HttpResponseMessage> AskAsync(HttpClient client, int number) =>
        client.PostAsJsonAsync("/v1/check", new { ip = $"198.51.100.{number % 50}", surface = "api", method = "key", user_agent = Awkward });
}
