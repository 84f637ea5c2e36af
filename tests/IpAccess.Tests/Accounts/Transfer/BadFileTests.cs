using IpAccess.Testing.Hosting;

namespace IpAccess.Tests.Accounts.Transfer;

public sealed class BadFileTests
{
    private const string Start = """{"format":1,"account":"acme","version":3,"updated_at":"2026-11-22T12:00:00Z","next_rule_id":9}""";
    private const string End = """{"end":{"keys":0,"rules":0}}""";
    private const string Hash = "0000000000000000000000000000000000000000000000000000000000000000";
    private const string One = """{"rule":{"id":1,"network":"10.0.0.0/8","enabled":true,"source":"manual","created_by":"key:k","created_at":"2026-11-22T12:00:00Z","updated_at":"2026-11-22T12:00:00Z"}}""";

    public static TheoryData<string, string> Files => new()
    {
        { "", "1:1 cut_off" },
        { "{", "1:2 not_json" },
        { "[]", "1:1 unknown_format" },
        { """{"format":2}""", "1:1 unknown_format" },
        { End, "1:1 unknown_format" },
        { Start, "2:1 cut_off" },
        { $"{Start}\n{One}\n", "3:1 cut_off" },
        { $"{Start}\n{One}\n{End}", "3:1 wrong_count" },
        { $"{Start}\n{End}\n{End}", "3:1 trailing_text" },
        { $"{Start}\n{End}\n\n", "3:1 not_json|3:1 trailing_text" },
        { $"{Start.Replace("9}", "9,\"extra\":1}", StringComparison.Ordinal)}\n{End}", "1:1 unknown_member" },
        { $"{Start.Replace("acme", "Acme", StringComparison.Ordinal)}\n{End}", "1:1 not_an_account_id" },
        { $"{Start.Replace("9}", "9,\"settings\":{\"mode\":\"strict\",\"recoveries\":[]}}", StringComparison.Ordinal)}\n{End}", "1:1 unknown_member|1:1 not_one_of" },
        { $"{Start}\n{{\"page\":1}}\n{End}", "2:1 unknown_member" },
        { $"{Start}\n{{}}\n{End}", "2:1 missing_member" },
        { $"{Start}\n{{\"rule\":null}}\n{End}", "2:1 missing_member" },
        { $"{Start}\n{{\"end\":null}}", "2:1 unknown_member" },
        { $"{Start}\n{One}\n{One}\n{End}", "3:1 out_of_order|3:1 conflicting_duplicate" },
        { $"{Start}\n{One}\n{One.Replace("10.0.0.0/8", "11.0.0.0/8", StringComparison.Ordinal)}\n{End}", "3:1 conflicting_duplicate" },
        { $"{Start}\n{One.Replace(":1,", ":9,", StringComparison.Ordinal)}\n{End}", "2:1 out_of_range" },
        { $"{Start}\n{One.Replace("10.0.0.0/8", "10.0.0.1/8", StringComparison.Ordinal)}\n{End}", "2:1 not_an_address" },
        { $"{Start}\n{One.Replace("true", "null", StringComparison.Ordinal)}\n{End}", "2:1 wrong_type" },
        { $"{Start}\n{Key("k", Hash)}\n{End}", "2:1 not_a_key_id" },
        { $"{Start}\n{Key("000000000001", "00")}\n{End}", "2:1 not_a_hash" },
        { $"{Start}\n{Key("000000000001", Hash)}\n{Key("000000000001", Hash)}\n{End}", "3:1 conflicting_duplicate" },
        { $"{Start}\n{Key("000000000001", Hash, "king")}\n{End}", "2:1 not_one_of" },
        { $"{Start}\n{One}\n{Key("000000000001", Hash)}\n{End}", "3:1 unknown_member" },
        { $"{Start}\n{new string(' ', 70_000)}\n{End}", "2:1 too_long" },
        { $"{Start}\n{new string(' ', 200_000)}", "2:1 too_long" },
    };

    [Theory]
    [MemberData(nameof(Files))]
    public async Task A_file_that_is_no_account_is_refused_at_the_place_and_nothing_is_seen_of_it(string file, string faults)
    {
        await using var service = await TestService.StartAsync();
        using var client = service.Client(TestService.OperatorKey);

        var problem = await client.CallAsync("POST", TransferScene.Import, file, TransferScene.Type);

        Assert.Equal(faults, string.Join('|', Calls.FaultsOf(problem.IsProblem(400, "invalid-request").Json)));
        Assert.Equal("""{"accounts":[],"next_cursor":null}""", (await client.CallAsync("GET", "/v1/accounts")).Text);
        await client.ReadAsync("/v1/accounts/acme", System.Net.HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task All_that_is_wrong_with_a_file_is_told_up_to_the_hundredth_fault()
    {
        await using var service = await TestService.StartAsync();
        using var client = service.Client(TestService.OperatorKey);
        var wrong = string.Concat(Enumerable.Repeat("{\"rule\":{}}\n", 50));

        var problem = (await client.CallAsync("POST", TransferScene.Import, $"{Start}\n{wrong}{End}", TransferScene.Type)).IsProblem(400, "invalid-request");

        Assert.Equal(100, problem.Json.GetProperty("errors").GetArrayLength());
    }

    [Fact]
    public async Task A_body_that_is_not_lines_of_JSON_is_not_taken()
    {
        await using var service = await TestService.StartAsync();
        using var client = service.Client(TestService.OperatorKey);

        (await client.CallAsync("POST", TransferScene.Import, $"{Start}\n{End}")).IsProblem(415, "unsupported-media-type");
    }

    private static string Key(string id, string hash, string scope = "check") =>
        $$$"""{"key":{"id":"{{{id}}}","hash":"{{{hash}}}","scopes":["{{{scope}}}"],"created_at":"2026-11-22T12:00:00Z"}}""";
}
