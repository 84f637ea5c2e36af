using IpAccess.Testing.Hosting;

namespace IpAccess.Tests.Rules;

/// <summary>Requests that name a network twice.</summary>
public sealed class ConflictingDuplicateTests
{
    private const string Rules = TestAccount.Rules;
    private const string Json = "application/json";

    public static TheoryData<string, string, string, string, string> Conflicts => new()
    {
        { "POST", Rules, Json, """{"rules":[{"value":"10.0.0.1"},{"value":"10.0.0.2","label":"a"},{"value":"10.0.0.2/32","label":"b"}]}""", "/rules/2/value /rules/1/value" },
        { "PUT", Rules, Json, """{"rules":[{"value":"10/8","expires_at":"2030-01-01T00:00:00Z"},{"value":"10.*"}]}""", "/rules/1/value /rules/0/value" },
        { "PUT", Rules, Json, """{"rules":[{"value":"10/8","enabled":false},{"value":"::ffff:10.1.1.1/104","enabled":true}]}""", "/rules/1/value /rules/0/value" },
        { "POST", Rules, "text/plain", "10.0.0.1 # a\n10.0.0.2 10.0.0.1 # b", "2:10 1:1" },
        { "PUT", Rules, "text/plain", "10.0.0.1\n10.0.0.1 # b", "2:1 1:1" },
        { "POST", Rules, "text/csv", "value,label\n10.0.0.1,a\n10.0.0.2,a\n10.0.0.1,b\n", "4:1 2:1" },
        { "PUT", Rules, "text/csv", "label,value,enabled\n,10.0.0.1,true\n,10.0.0.1,false\n", "3:2 2:2" },
        { "PUT", "/v1/ip_allowlists", Json, """{"allowlist":[{"value":"10.0.0.1","label":"a"},{"value":"10.0.0.1","label":"b"}],"enabled":true,"version":3}""", "/allowlist/1/value /allowlist/0/value" },
    };

    public static TheoryData<string, string> Alike => new()
    {
        { Json, """{"rules":[{"value":"10.0.0.1","label":"é"},{"value":"10.0.0.1/32","label":"e\u0301"}]}""" },
        { Json, """{"rules":[{"value":"10.0.0.1","expires_at":"2030-01-01T00:00:00Z"},{"value":"10.0.0.1","expires_at":"2030-01-01T01:00:00+01:00"}]}""" },
        { Json, """{"rules":[{"value":"10.0.0.1"},{"value":"10.0.0.1","label":null,"expires_at":null,"enabled":null}]}""" },
        { "text/plain", "10.0.0.1 10.0.0.1 # a\n# a\n10.0.0.1 ;a" },
        { "text/csv", "value,label\n10.0.0.1,a\n10.0.0.1/32,a\n" },
    };

    [Theory]
    [MemberData(nameof(Conflicts))]
    public async Task A_network_of_which_two_things_are_said_is_refused_and_the_first_place_named(
        string method, string path, string type, string body, string places)
    {
        await using var account = await TestAccount.StartAsync("203.0.113.9");

        var reply = await account.Owner.CallAsync(method, path, body, type, ("If-Match", "*"));

        var (at, first) = places.Split(' ') is [var second, var one] ? (second, one) : default;
        Assert.InRange(reply.Status, 400, 422);
        Assert.Contains($" at {first} already", reply.Text, StringComparison.Ordinal);
        if (path == Rules)
        {
            Assert.StartsWith($"{at} conflicting_duplicate 10.0.0.", Assert.Single(reply.IsProblem(400, "invalid-request").Faults()), StringComparison.Ordinal);
        }

        Assert.Equal(3, await account.VersionAsync());
    }

    [Theory]
    [MemberData(nameof(Alike))]
    public async Task Naming_a_network_twice_alike_is_no_fault(string type, string body)
    {
        await using var account = await TestAccount.StartAsync("203.0.113.9");

        var reply = (await account.Owner.CallAsync("POST", Rules, body, type)).Is(201);

        Assert.Equal("10.0.0.1/32", Assert.Single(reply.Json.GetProperty("rules").EnumerateArray()).GetProperty("network").GetString());
        (await account.Owner.CallAsync("PUT", Rules, body, type, ("If-Match", "*"))).Is(200);
    }

    [Fact]
    public async Task A_preview_tells_the_conflict_as_its_write_does_and_shows_what_came_first()
    {
        await using var account = await TestAccount.StartAsync("203.0.113.9");

        var reply = (await account.PostAsync("/v1/allowlist/preview", """{"add":[{"value":"10.0.0.1","label":"a"},{"value":"10.0.0.1"}]}""")).Is(200);
        var paste = (await account.Owner.CallAsync("POST", "/v1/allowlist/preview", "10.0.0.1 # a\n10.0.0.1", "text/plain")).Is(200);

        Assert.Equal(["/add/1/value conflicting_duplicate 10.0.0.1/32"], reply.Faults());
        Assert.Equal(["2:1 conflicting_duplicate 10.0.0.1/32"], paste.Faults());
        Assert.All([reply, paste], view => Assert.Equal("a", Assert.Single(view.Json.GetProperty("rules").EnumerateArray()).GetProperty("label").GetString()));
    }

    [Fact]
    public async Task A_label_whose_accents_are_only_encoded_otherwise_is_no_change()
    {
        await using var account = await TestAccount.StartAsync("203.0.113.9");
        (await account.PostAsync(Rules, """{"rules":[{"value":"10.0.0.1","label":"caf\u00e9"}]}""")).Is(201);
        var before = (await account.RulesAsync())[0].GetRawText();

        var patched = await account.Owner.CallAsync("PATCH", $"{Rules}/2", """{"label":"cafe\u0301"}""");

        Assert.Equal(before, patched.Is(200).Text);
        Assert.Equal(4, await account.VersionAsync());
    }
}
