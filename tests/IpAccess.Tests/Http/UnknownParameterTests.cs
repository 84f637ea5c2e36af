using IpAccess.Testing.Hosting;

namespace IpAccess.Tests.Http;

/// <summary>Query parameters that no call knows: refused wherever they could be a slip of the caller's, on every route alike.</summary>
public sealed class UnknownParameterTests
{
    private const string Bogus = "?bogus=1";

    public static TheoryData<string> Strict => Operation.Names(IsStrict);

    public static TheoryData<string> Lenient => Operation.Names(operation => !IsStrict(operation));

    [Theory]
    [MemberData(nameof(Strict))]
    public async Task Every_call_of_ours_refuses_an_unknown_parameter_and_writes_nothing(string operation)
    {
        await using var scene = await RouteScene.StartAsync(operation);
        var writes = scene.Service.Tables.Writes;

        var reply = await scene.CallAsync(Operation.Of(operation).Method, Bogus);

        Assert.Equal(["bogus unknown_parameter 1"], reply.IsProblem(400, "invalid-request").Faults());
        Assert.Equal(writes, scene.Service.Tables.Writes);
    }

    [Theory]
    [MemberData(nameof(Strict))]
    public async Task It_is_told_along_with_the_faults_of_the_body(string operation)
    {
        // The file of an account is read as it comes, and not before it is known what to do with it.
        if (operation == "ImportAccount" || RouteRow.All.Single(row => row.Operation == operation).Body is null)
        {
            return;
        }

        await using var scene = await RouteScene.StartAsync(operation);

        var reply = await scene.CallAsync(Operation.Of(operation).Method, Bogus, "{");

        Assert.Contains("bogus unknown_parameter 1", reply.IsProblem(400, "invalid-request").Faults());
        Assert.Contains(reply.Faults(), fault => fault.Contains(" not_json", StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Lenient))]
    public async Task A_vendors_client_a_health_check_and_the_client_of_a_proxy_may_send_what_they_like(string operation)
    {
        await using var scene = await RouteScene.StartAsync(operation);

        var reply = await scene.CallAsync(Operation.Of(operation).Method, "?bogus=1&page=2&page=3&confirm=");

        Assert.True(reply.Status is 200 or 201 or 204, $"{reply.Status} {reply.Text}");
    }

    [Fact]
    public async Task The_vendors_own_Java_sample_lists_the_addresses_with_a_limit()
    {
        await using var account = await TestAccount.StartAsync("203.0.113.9");

        var reply = await account.GetAsync("/v3/access_settings/whitelist?limit=1");

        Assert.Equal(1, reply.Is(200).Json.GetProperty("result").GetArrayLength());
    }

    [Theory]
    [InlineData("/v3/access_settings/activity?limit=0")]
    [InlineData("/v3/access_settings/activity?limit=1&limit=2")]
    public async Task A_parameter_that_a_vendor_knows_is_read_as_strictly_as_ours(string path)
    {
        await using var account = await TestAccount.StartAsync();

        Assert.Equal("limit", (await account.GetAsync(path)).Is(400).Json.GetProperty("errors")[0].GetProperty("field").GetString());
    }

    private static bool IsStrict(Operation operation) => operation.Access is not (Operation.Open or Operation.Proxy) && !Told.IsVendors(operation.Route);
}
