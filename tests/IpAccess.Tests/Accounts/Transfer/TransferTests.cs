using System.Net;
using IpAccess.Maintenance;
using IpAccess.Testing.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace IpAccess.Tests.Accounts.Transfer;

public sealed class TransferTests
{
    [Fact]
    public async Task A_file_restores_an_account_in_another_storage_with_the_same_settings_rules_ids_and_secrets()
    {
        await using var scene = await TransferScene.StartAsync();
        var before = await TransferScene.SeenAsync(scene.Owner);

        var imported = await scene.ImportAsync(await scene.ExportAsync());

        Assert.Equal(
            """{"id":"acme","name":null,"parent":null,"created_at":"2026-11-22T12:01:00Z","version":6,"keys":2,"rules":2}""",
            imported.Is(201).Text);
        using var owner = scene.SameThere(scene.Owner);
        Assert.Equal(before, await TransferScene.SeenAsync(owner));
        var audit = (await owner.ReadAsync("/v1/audit")).GetProperty("entries");
        Assert.Equal("restored", Assert.Single(audit.EnumerateArray()).GetProperty("action").GetString());
        var added = await owner.PostAsync("/v1/allowlist/rules", new { rules = new[] { new { value = "192.0.2.1" } } });
        Assert.Equal(4, added.GetProperty("rules")[0].GetProperty("id").GetInt64());
        Assert.Equal(7, added.GetProperty("version").GetInt64());
        Assert.Equal(
            [7, 6],
            (await owner.ReadAsync("/v1/allowlist/versions")).GetProperty("versions").EnumerateArray()
                .Select(version => version.GetProperty("version").GetInt64()));
    }

    [Fact]
    public async Task A_file_says_its_format_and_all_of_the_account_but_who_was_let_in_for_a_while()
    {
        await using var scene = await TransferScene.StartAsync();
        await scene.OperatorHere.PostAsync("/v1/accounts/acme/recovery", new { address = "192.0.2.77", minutes = 5 });

        var lines = (await scene.ExportAsync()).Split('\n');

        Assert.StartsWith("""{"format":1,"account":"acme","name":null,"exported_at":"2026-11-22T12:01:00Z","version":7,""", lines[0], StringComparison.Ordinal);
        Assert.Equal(7, lines.Length);
        Assert.StartsWith("""{"key":{"id":""", lines[1], StringComparison.Ordinal);
        Assert.StartsWith("""{"rule":{"id":1,"network":"203.0.113.0/24","label":"Zürich","enabled":true,""", lines[3], StringComparison.Ordinal);
        Assert.Equal("""{"end":{"keys":2,"rules":2}}""", lines[5]);
        Assert.Empty(lines[6]);
        Assert.DoesNotContain("192.0.2.77", string.Concat(lines), StringComparison.Ordinal);
        Assert.DoesNotContain(scene.Owner.DefaultRequestHeaders.Authorization!.Parameter!, string.Concat(lines), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Both_secrets_of_a_key_that_was_rotated_just_now_work_after_it()
    {
        await using var scene = await TransferScene.StartAsync();
        var id = (await scene.Owner.ReadAsync("/v1/keys")).GetProperty("keys").EnumerateArray()
            .Single(key => key.GetProperty("label").GetString() == "first key").GetProperty("id").GetString();
        var rotated = await scene.Owner.PostAsync($"/v1/keys/{id}/rotate", new { overlap_minutes = 10 });

        (await scene.ImportAsync(await scene.ExportAsync())).Is(201);

        using var earlier = scene.SameThere(scene.Owner);
        using var now = scene.There.Client(rotated.GetProperty("secret").GetString());
        await now.ReadAsync("/v1/keys");
        await earlier.ReadAsync("/v1/keys");
        scene.There.Clock.Advance(TimeSpan.FromMinutes(10));
        await earlier.ReadAsync("/v1/keys", HttpStatusCode.Unauthorized);
        await now.ReadAsync("/v1/keys");
    }

    [Fact]
    public async Task A_file_whose_account_was_made_from_it_is_success_until_the_account_changes()
    {
        await using var scene = await TransferScene.StartAsync();
        var file = await scene.ExportAsync();
        var first = (await scene.ImportAsync(file)).Is(201).Text;

        Assert.Equal(first, (await scene.ImportAsync(file)).Is(201).Text);

        using var owner = scene.SameThere(scene.Owner);
        await owner.PostAsync("/v1/keys", new { role = "viewer" });
        (await scene.ImportAsync(file)).IsProblem(409, "conflict");
        Assert.Equal(3, (await owner.ReadAsync("/v1/keys")).GetProperty("keys").GetArrayLength());
    }

    [Fact]
    public async Task An_id_that_is_taken_is_a_conflict_also_that_of_an_account_that_can_come_back()
    {
        await using var scene = await TransferScene.StartAsync();
        var file = await scene.ExportAsync();
        using var other = await scene.There.AccountAsync();

        (await scene.ImportAsync(file)).IsProblem(409, "conflict");
        await scene.OperatorThere.DeleteAsync("/v1/accounts/acme", HttpStatusCode.NoContent);
        (await scene.ImportAsync(file)).IsProblem(409, "conflict");

        await scene.OperatorThere.PostAsync("/v1/accounts/acme/undelete", body: null, HttpStatusCode.OK);
        await other.ReadAsync("/v1/keys");
    }

    [Fact]
    public async Task A_key_id_of_another_account_is_a_conflict_and_that_key_goes_on_working()
    {
        await using var scene = await TransferScene.StartAsync();
        var file = await scene.ExportAsync();
        (await scene.ImportAsync(file)).Is(201);

        var renamed = file.Replace("\"account\":\"acme\"", "\"account\":\"second\"", StringComparison.Ordinal);
        (await scene.ImportAsync(renamed)).IsProblem(409, "conflict");

        using var owner = scene.SameThere(scene.Owner);
        await owner.ReadAsync("/v1/keys");
        await scene.OperatorThere.ReadAsync("/v1/accounts/second", HttpStatusCode.NotFound);
        await scene.OperatorThere.PostAsync("/v1/accounts", new { id = "second" });
    }

    [Fact]
    public async Task The_parent_comes_from_the_query_alone()
    {
        await using var scene = await TransferScene.StartAsync();
        using var parent = await scene.There.AccountAsync("above");
        using var child = await scene.Here.AccountAsync("child", "acme");
        var file = await scene.ExportAsync("child");

        Assert.DoesNotContain("parent", file, StringComparison.Ordinal);
        Assert.Equal(
            ["parent unknown_account"],
            Calls.FaultsOf((await scene.ImportAsync(file, "?parent=acme")).IsProblem(400, "invalid-request").Json));
        Assert.Equal("above", (await scene.ImportAsync(file, "?parent=above")).Is(201).Json.GetProperty("parent").GetString());

        (await parent.CallAsync("GET", "/v1/keys", headers: ("on-behalf-of", "child"))).Is(200);
        await scene.OperatorThere.DeleteAsync("/v1/accounts/above", HttpStatusCode.Conflict);
    }

    [Fact]
    public async Task An_account_may_be_called_import()
    {
        await using var scene = await TransferScene.StartAsync();
        using var owner = await scene.There.AccountAsync("import");

        Assert.Equal("import", (await scene.OperatorThere.ReadAsync(TransferScene.Import)).GetProperty("id").GetString());
        (await scene.ImportAsync(await scene.ExportAsync())).Is(201);
        await scene.OperatorThere.DeleteAsync(TransferScene.Import, HttpStatusCode.NoContent);
        (await scene.OperatorThere.CallAsync("POST", $"{TransferScene.Import}/undelete")).Is(200);
        await owner.ReadAsync("/v1/keys");
    }

    [Fact]
    public async Task A_file_may_begin_with_a_byte_order_mark_and_have_lines_of_any_system()
    {
        await using var scene = await TransferScene.StartAsync();
        var file = "\uFEFF" + (await scene.ExportAsync()).TrimEnd('\n').Replace("\n", "\r\n", StringComparison.Ordinal);

        (await scene.ImportAsync(file)).Is(201);
    }

    [Fact]
    public async Task An_account_that_is_not_there_has_no_file()
    {
        await using var scene = await TransferScene.StartAsync();
        await scene.OperatorHere.DeleteAsync("/v1/accounts/acme", HttpStatusCode.NoContent);

        (await scene.OperatorHere.CallAsync("GET", "/v1/accounts/acme/export")).IsProblem(404, "not-found");
        (await scene.OperatorHere.CallAsync("GET", "/v1/accounts/ACME/export")).IsProblem(404, "not-found");
    }

    [Fact]
    public async Task A_file_restores_an_account_that_was_swept_where_it_was()
    {
        await using var scene = await TransferScene.StartAsync();
        var file = await scene.ExportAsync();
        await scene.OperatorHere.DeleteAsync("/v1/accounts/acme", HttpStatusCode.NoContent);
        scene.Here.Clock.Advance(TimeSpan.FromDays(15));
        await scene.Here.Services.GetRequiredService<MaintenanceOperations>().RunMaintenanceAsync(CancellationToken.None);

        (await scene.OperatorHere.CallAsync("POST", TransferScene.Import, file, TransferScene.Type)).Is(201);

        await scene.Owner.ReadAsync("/v1/keys");
    }
}
