using IpAccess.Attempts;
using IpAccess.Testing.Attempts;
using IpAccess.Testing.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace IpAccess.Tests.Rules;

public sealed class DeleteRulesTests
{
    private const string Delete = TestAccount.Rules + "/delete";

    [Fact]
    public async Task Rules_are_deleted_and_unknown_ids_are_named_in_the_order_given()
    {
        await using var account = await TestAccount.StartAsync("10.0.0.1", "10.0.0.2", "10.0.0.3", "203.0.113.9");

        var reply = await account.PostAsync(Delete, """{"ids":[3,77,1,3,-5,9223372036854775807]}""");

        Assert.Equal("""{"version":4,"deleted":[3,1],"not_found":[77,-5,9223372036854775807]}""", reply.Is(200).Text);
        Assert.Equal("\"4\"", reply.ETag);
        Assert.Equal(["10.0.0.2/32", "203.0.113.9/32"], await account.NetworksAsync());
    }

    [Theory]
    [InlineData("""{"ids":[7]}""", """{"version":3,"deleted":[],"not_found":[7]}""")]
    [InlineData("""{"ids":[]}""", """{"version":3,"deleted":[],"not_found":[]}""")]
    public async Task Deleting_nothing_makes_no_version(string body, string expected)
    {
        await using var account = await TestAccount.StartAsync("10.0.0.1");

        Assert.Equal(expected, (await account.PostAsync(Delete, body)).Is(200).Text);
        Assert.Equal(3, await account.VersionAsync());
    }

    [Fact]
    public async Task All_rules_of_a_source_are_deleted_at_once()
    {
        await using var account = await TestAccount.StartAsync("10.0.0.1", "203.0.113.9");
        await account.Service.Services.GetRequiredService<AttemptStore>().RecordAsync(Sample.Message("acme", "m1", Sample.At(Sample.Now)), default);
        (await account.PostAsync("/v1/attempts/192.0.2.1/allow", "{}")).Is(201);

        var reply = await account.PostAsync(Delete, """{"sources":["attempt","learning"]}""");

        Assert.Equal("""{"version":5,"deleted":[3],"not_found":[]}""", reply.Is(200).Text);
        Assert.Equal(["10.0.0.1/32", "203.0.113.9/32"], await account.NetworksAsync());
        Assert.Equal("""{"version":5,"deleted":[],"not_found":[]}""", (await account.PostAsync(Delete, """{"sources":["attempt"]}""")).Is(200).Text);
        (await account.PostAsync(Delete, """{"sources":["manual"]}""")).Is(200);
        Assert.Empty(await account.NetworksAsync());
    }

    [Theory]
    [InlineData("{}", "/ids missing_member")]
    [InlineData("""{"ids":[1],"sources":["manual"]}""", "/sources not_both")]
    [InlineData("""{"sources":[]}""", "/sources out_of_range []")]
    [InlineData("""{"sources":[1]}""", "/sources/0 wrong_type 1")]
    [InlineData("""{"ids":null}""", "/ids wrong_type null")]
    [InlineData("""{"ids":1}""", "/ids wrong_type 1")]
    [InlineData("""{"ids":[1,"2",3.5,null,1e400]}""", "/ids/1 wrong_type \"2\"|/ids/2 wrong_type 3.5|/ids/3 wrong_type null|/ids/4 wrong_type 1e400")]
    [InlineData("""{"ids":[1],"all":true}""", "/all unknown_member true")]
    public async Task Ids_that_are_none_are_refused(string body, string faults)
    {
        await using var account = await TestAccount.StartAsync("10.0.0.1");

        Assert.Equal(faults.Split('|'), (await account.PostAsync(Delete, body)).IsProblem(400, "invalid-request").Faults());
        Assert.Equal(3, await account.VersionAsync());
    }
}
