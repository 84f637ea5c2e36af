using System.Globalization;
using System.Text;
using IpAccess.Testing.Hosting;

namespace IpAccess.Tests.Compatibility;

/// <summary>incident.io's document of large lists: 16 MiB of it are taken, and never is more given.</summary>
public sealed class LargeIpAllowlistTests
{
    private const string Document = "/v1/ip_allowlists";
    private const int Most = 16 * 1024 * 1024;
    private static readonly string Label = new('x', 100);

    [Fact]
    public async Task A_document_of_100_000_labelled_addresses_is_taken_and_what_is_read_can_be_written_back()
    {
        await using var account = await TestAccount.StartAsync();
        var entries = string.Join(',', Enumerable.Range(0, 100_000).Select(Entry));

        (await PutAsync(account, $$"""{"allowlist":[{"label":"HQ","value":"203.0.113.9"},{{entries}}],"enabled":true,"version":1}""")).Is(200);
        var read = (await account.GetAsync(Document)).Is(200);
        var written = await PutAsync(account, read.Json.GetProperty("ip_allowlist").GetRawText());

        Assert.Equal(100_001, read.Json.GetProperty("ip_allowlist").GetProperty("allowlist").GetArrayLength());
        Assert.InRange(Encoding.UTF8.GetByteCount(read.Text), 13_000_000, Most);
        Assert.True(read.Text == written.Is(200).Text);
        Assert.Equal(2, await account.VersionAsync());
    }

    [Fact]
    public async Task A_list_whose_document_could_not_be_written_back_is_a_conflict_that_names_where_to_read_it()
    {
        await using var account = await TestAccount.StartAsync("203.0.113.9");
        await AddAsync(account, 0, 115_000);
        var size = Encoding.UTF8.GetByteCount((await account.GetAsync(Document)).Is(200).Text);
        await AddAsync(account, 115_000, 10_000);

        var reply = await account.GetAsync(Document);

        var body = reply.Is(409).Json;
        Assert.InRange(size, 15_000_000, Most);
        Assert.Equal("conflict", body.GetProperty("type").GetString());
        Assert.Equal(reply.Header("X-Request-Id"), body.GetProperty("request_id").GetString());
        Assert.Contains("/v1/allowlist/rules", body.GetProperty("errors")[0].GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.Equal(409, (await account.Owner.CallAsync("HEAD", Document)).Status);
    }

    [Fact]
    public async Task A_document_of_over_16_MiB_is_refused_in_the_vendors_shape()
    {
        await using var account = await TestAccount.StartAsync();

        var reply = await PutAsync(account, """{"allowlist":[],"enabled":true,"version":1}""".PadRight(Most + 1));

        Assert.Equal("body_too_large", reply.Is(413).Json.GetProperty("type").GetString());
        (await PutAsync(account, """{"allowlist":[],"enabled":true,"version":1}""".PadRight(Most))).Is(200);
    }

    private static Task<Reply> PutAsync(TestAccount account, string document) => account.Owner.CallAsync("PUT", Document, document);

    private static async Task AddAsync(TestAccount account, int first, int count) => (await account.PostAsync(
        TestAccount.Rules,
        $$"""{"rules":[{{string.Join(',', Enumerable.Range(first, count).Select(Entry))}}]}""")).Is(201);

    private static string Entry(int index) => string.Create(
        CultureInfo.InvariantCulture, $$"""{"label":"{{Label}}","value":"10.{{index >> 16}}.{{(index >> 8) & 255}}.{{index & 255}}"}""");
}
