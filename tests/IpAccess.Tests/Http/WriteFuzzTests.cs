using IpAccess.Testing;
using IpAccess.Testing.Hosting;
using Xunit.Abstractions;

namespace IpAccess.Tests.Http;

/// <summary>Random bodies to every route that takes one: each is answered, and never with a fault of ours.</summary>
public sealed class WriteFuzzTests(ITestOutputHelper output)
{
    private const int PerService = 500;
    private static readonly RouteRow[] Routes = [.. RouteRow.All.Where(row => row.Body is not null)];
    private static readonly string[] Types = ["application/json", "application/json", "application/json", "application/merge-patch+json", "text/plain", "text/csv"];

    [Fact]
    public async Task No_body_whatsoever_is_a_fault_of_the_service()
    {
        var statuses = new SortedDictionary<int, int>();
        for (var seed = 0; seed < Effort.Of(2_000, 50_000) / PerService; seed++)
        {
            await SendAsync(seed, statuses);
        }

        output.WriteLine(string.Join(", ", statuses.Select(pair => $"{pair.Value} × {pair.Key}")));
        Assert.All(statuses.Keys, status => Assert.InRange(status, 200, 499));
        Assert.DoesNotContain(401, statuses.Keys);
        Assert.True(statuses[200] + statuses[201] > statuses.Values.Sum() / 50);
    }

    private static async Task SendAsync(int seed, SortedDictionary<int, int> statuses)
    {
        var random = new RandomJson(seed);
        await using var account = await TestAccount.StartAsync("203.0.113.0/24");
        using var operators = account.Service.Client(TestService.OperatorKey);
        var key = (await account.PostAsync("/v1/keys", """{"role":"app"}""")).Is(201).Json.GetProperty("id").GetString();
        for (var i = 0; i < PerService; i++)
        {
            var row = random.Pick(Routes);
            var path = row.Path.Replace("{rule}", "1", StringComparison.Ordinal).Replace("{key}", key, StringComparison.Ordinal);
            var body = random.Next(row.Body!.Replace("{rule}", "1", StringComparison.Ordinal));

            var reply = await (row.Needs == "operator" ? operators : account.Owner).CallAsync(row.Method, path, body, random.Pick(Types), ("If-Match", "*"));

            Assert.True(reply.Status is >= 200 and < 500, $"{row.Method} {path} {Convert.ToHexString(body)}: {reply.Status} {reply.Text}");
            Assert.True(reply.Status < 400 || reply.Header("Content-Type") == (Told.IsVendors(path) ? "application/json" : "application/problem+json"), reply.Text);
            statuses[reply.Status] = statuses.GetValueOrDefault(reply.Status) + 1;
        }
    }
}
