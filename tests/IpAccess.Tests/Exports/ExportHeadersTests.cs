using IpAccess.Testing.Hosting;

namespace IpAccess.Tests.Exports;

/// <summary>What an export says of itself, and how it is asked for again.</summary>
public sealed class ExportHeadersTests
{
    private const string Path = "/v1/export/text";
    private const string Expiring = """{"rules":[{"value":"192.0.2.1","expires_at":"2026-11-22T12:01:00Z"},{"value":"10.0.0.0/8"}]}""";

    [Fact]
    public async Task It_tells_its_version_its_time_its_length_and_how_long_it_holds()
    {
        await using var account = await WithAsync(Expiring);

        var reply = (await account.GetAsync(Path)).Is(200);

        Assert.Equal("3", reply.Header("X-IpAccess-Version"));
        Assert.Equal("2026-11-22T12:00:00Z", reply.Header("X-IpAccess-As-Of"));
        Assert.Equal("2", reply.Header("X-IpAccess-Networks"));
        Assert.Equal("2026-11-22T12:01:00Z", reply.Header("X-IpAccess-Holds-Until"));
        Assert.Equal("no-cache, private", string.Join(", ", reply.Header("Cache-Control")!.Split(", ").Order(StringComparer.Ordinal)));
        Assert.Equal("# account: acme\n# version: 3\n# networks: 2\n# holds until: 2026-11-22T12:01:00Z\n10.0.0.0/8\n192.0.2.1/32\n# end\n", reply.Text);
    }

    [Fact]
    public async Task It_names_the_surface_that_it_is_for()
    {
        await using var account = await WithAsync(Expiring);

        Assert.Contains("\n# surface: api\n", (await account.GetAsync(Path + "?surface=api")).Is(200).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Once_a_rule_ends_it_is_another_one_that_holds_for_ever()
    {
        await using var account = await WithAsync(Expiring);
        var before = await account.GetAsync(Path);
        account.Service.Clock.Advance(TimeSpan.FromSeconds(59));
        Assert.Equal((before.ETag, before.Text), Seen(await account.GetAsync(Path)));

        account.Service.Clock.Advance(TimeSpan.FromSeconds(1));
        var after = (await account.GetAsync(Path)).Is(200);

        Assert.Equal("1", after.Header("X-IpAccess-Networks"));
        Assert.Null(after.Header("X-IpAccess-Holds-Until"));
        Assert.NotEqual(before.ETag, after.ETag);
        Assert.Equal("2026-11-22T12:01:00Z", after.Header("X-IpAccess-As-Of"));
    }

    [Fact]
    public async Task Whom_the_operator_lets_in_is_in_it_until_that_ends()
    {
        await using var account = await WithAsync("""{"rules":[{"value":"10.0.0.0/8"}]}""");
        using var client = account.Service.Client(TestService.OperatorKey);
        (await client.CallAsync("POST", "/v1/accounts/acme/recovery", """{"address":"192.0.2.1","minutes":5}""")).Is(201);

        var reply = (await account.GetAsync(Path)).Is(200);

        Assert.Contains("\n10.0.0.0/8\n192.0.2.1/32\n", reply.Text, StringComparison.Ordinal);
        Assert.Equal("2026-11-22T12:05:00Z", reply.Header("X-IpAccess-Holds-Until"));
        account.Service.Clock.Advance(TimeSpan.FromMinutes(5));
        Assert.DoesNotContain("192.0.2.1", (await account.GetAsync(Path)).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_version_that_awaits_its_confirmation_holds_until_it_would_be_undone()
    {
        await using var account = await WithAsync("""{"rules":[{"value":"10.0.0.0/8"}]}""");
        var before = await account.GetAsync(Path);
        (await account.PostAsync(TestAccount.Rules + "?confirm_within=2", """{"rules":[{"value":"192.0.2.1"}]}""")).Is(201);

        var pending = await account.GetAsync(Path);
        account.Service.Clock.Advance(TimeSpan.FromMinutes(2));
        var after = await account.GetAsync(Path);

        Assert.Equal("2026-11-22T12:02:00Z", pending.Header("X-IpAccess-Holds-Until"));
        Assert.Equal("2", pending.Header("X-IpAccess-Networks"));
        Assert.Equal("1", after.Header("X-IpAccess-Networks"));
        Assert.Null(after.Header("X-IpAccess-Holds-Until"));
        Assert.Equal(3, new[] { before, pending, after }.DistinctBy(reply => reply.ETag).Count());
    }

    [Theory]
    [InlineData("{0}")]
    [InlineData("W/{0}")]
    [InlineData("\"other\", {0}")]
    [InlineData("*")]
    public async Task What_is_known_already_is_not_sent_again(string tags)
    {
        await using var account = await WithAsync(Expiring);
        var first = await account.GetAsync(Path);
        account.Service.Clock.Advance(TimeSpan.FromSeconds(1));

        foreach (var method in (string[])["GET", "HEAD"])
        {
            var again = await account.Owner.CallAsync(method, Path, headers: ("If-None-Match", tags.Replace("{0}", first.ETag, StringComparison.Ordinal)));

            Assert.Equal(string.Empty, again.Is(304).Text);
            Assert.Equal(first.ETag, again.ETag);
            Assert.Equal("3", again.Header("X-IpAccess-Version"));
            Assert.Equal("2026-11-22T12:00:01Z", again.Header("X-IpAccess-As-Of"));
            Assert.Equal("2026-11-22T12:01:00Z", again.Header("X-IpAccess-Holds-Until"));
            Assert.Contains("no-cache", again.Header("Cache-Control"), StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("\"3\"")]
    [InlineData("3")]
    [InlineData("")]
    [InlineData("\"3\", W/\"x")]
    public async Task What_is_not_known_or_no_tag_is_sent(string tags)
    {
        await using var account = await WithAsync(Expiring);

        Assert.NotEmpty((await account.Owner.CallAsync("GET", Path, headers: ("If-None-Match", tags))).Is(200).Text);
    }

    [Fact]
    public async Task What_is_written_otherwise_has_another_tag()
    {
        await using var account = await WithAsync("""{"rules":[{"value":"10.0.0.0/8"}]}""");
        using var other = await account.Service.AccountAsync("other");
        (await other.CallAsync("PATCH", TestAccount.Settings, """{"lockout_guard":false}""")).Is(200);
        (await other.CallAsync("POST", TestAccount.Rules, """{"rules":[{"value":"10.0.0.0/8"}]}""")).Is(201);
        string[] paths =
        [
            "text", "nginx", "haproxy", "nftables", "postfix", "text?family=ipv4", "text?family=ipv6", "text?minimal=true", "text?surface=a", "text?surface=b",
        ];

        var tags = new List<string?> { (await other.CallAsync("GET", Path)).ETag };
        foreach (var path in paths)
        {
            tags.Add((await account.GetAsync("/v1/export/" + path)).Is(200).ETag);
        }

        await account.PasteAsync("192.0.2.1");
        tags.Add((await account.GetAsync(Path)).ETag);
        Assert.Equal(paths.Length + 2, tags.Distinct().Count());
        Assert.All(tags, tag => Assert.Matches("^\"[0-9]+-[0-9a-f]{32}\"$", tag));
    }

    [Fact]
    public async Task An_account_that_is_gone_has_none()
    {
        await using var account = await WithAsync(Expiring);
        using var client = account.Service.Client(TestService.OperatorKey);
        (await client.CallAsync("DELETE", "/v1/accounts/acme")).Is(204);

        (await account.GetAsync(Path)).IsProblem(401, "unauthorized");
    }

    private static (string? ETag, string Text) Seen(Reply reply) => (reply.ETag, reply.Text);

    private static async Task<TestAccount> WithAsync(string rules)
    {
        var account = await TestAccount.StartAsync();
        await account.PatchAsync(TestAccount.Settings, """{"lockout_guard":false}""");
        (await account.PostAsync(TestAccount.Rules, rules)).Is(201);
        return account;
    }
}
