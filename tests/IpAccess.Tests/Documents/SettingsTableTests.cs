using System.Text.Json;
using IpAccess.Testing.Hosting;

namespace IpAccess.Tests.Documents;

/// <summary>The settings of a list in <c>docs/allowlist.md</c>.</summary>
public sealed class SettingsTableTests
{
    [Fact]
    public async Task The_table_has_every_setting_that_can_be_changed_with_its_first_value()
    {
        await using var account = await TestAccount.StartAsync();
        var first = (await account.GetAsync(TestAccount.Settings)).Is(200).Json;

        var known = new List<string>();
        foreach (var member in first.EnumerateObject())
        {
            var reply = await account.Owner.CallAsync("PATCH", TestAccount.Settings, $$"""{"{{member.Name}}":{{member.Value.GetRawText()}}}""");
            if (!reply.Text.Contains("unknown_member", StringComparison.Ordinal))
            {
                known.Add($"{member.Name} {Show(member.Value)}");
            }
        }

        Assert.Equal(
            known.Order(StringComparer.Ordinal),
            MarkdownPage.Read("docs/allowlist.md").Table("setting").Select(row => $"{row[0].Trim('`')} {row[1].Trim('`')}").Order(StringComparer.Ordinal));
    }

    private static string Show(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Null => "none",
        JsonValueKind.Array when value.GetArrayLength() == 0 => "none",
        JsonValueKind.Object => string.Join(", ", value.EnumerateObject().Where(part => part.Value.ValueKind != JsonValueKind.Null).Select(part => part.Value)),
        JsonValueKind.String => value.GetString()!,
        _ => value.GetRawText(),
    };
}
