using System.Net;
using System.Net.Http.Json;
using IpAccess.Testing;
using IpAccess.Testing.Hosting;

namespace IpAccess.Tests.Checks;

public sealed class CheckVectorTests
{
    public static TheoryData<string, string, string, string, string> Rows
    {
        get
        {
            var rows = new TheoryData<string, string, string, string, string>();
            foreach (var row in VectorFile.Rows("checks.tsv"))
            {
                rows.Add(row[0], row[1], row[2], row[3], row[4]);
            }

            return rows;
        }
    }

    [Theory]
    [MemberData(nameof(Rows))]
    public async Task Every_reference_case_is_answered_as_the_table_says(
        string rules, string client, string expected, string reason, string state)
    {
        await using var service = await TestService.StartAsync();
        using var owner = await service.AccountAsync();
        await SetUpAsync(owner, rules, state);

        using var response = await owner.GetAsync($"/v1/check?ip={Uri.EscapeDataString(client)}");

        if (expected == "INVALID")
        {
            var problem = await TestService.ReadAsync(response, HttpStatusCode.BadRequest);
            Assert.Equal("urn:ipaccess:problem:invalid-address", problem.GetProperty("type").GetString());
            return;
        }

        var answer = await TestService.ReadAsync(response);
        Assert.True(expected == "ALLOW" == answer.GetProperty("allowed").GetBoolean(), reason);
    }

    private static async Task SetUpAsync(HttpClient owner, string rules, string state)
    {
        if (rules.Length > 0)
        {
            await PatchAsync(owner, new { lockout_guard = false });
            using var text = new StringContent(rules);
            using var added = await owner.PostAsync("/v1/allowlist/rules?allow_broad=true", text);
            await TestService.ReadAsync(added, HttpStatusCode.Created);
        }

        if (state == "disabled")
        {
            await PatchAsync(owner, new { mode = "off" });
        }
    }

    private static async Task PatchAsync(HttpClient owner, object patch)
    {
        using var response = await owner.PatchAsJsonAsync("/v1/allowlist", patch);
        await TestService.ReadAsync(response);
    }
}
