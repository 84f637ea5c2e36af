using System.Reflection;
using System.Text.RegularExpressions;
using Azure.Data.Tables;
using IpAccess.Accounts;
using IpAccess.Operators;
using IpAccess.Storage;

namespace IpAccess.Tests.Storage;

/// <summary>That data of the commit b781672 is read, and gone on with, as that commit did.</summary>
public sealed partial class StoredSampleTests
{
    // Who can not write what was read tries again after a pause, and the clock stands still.
    private static readonly TimeSpan Hung = TimeSpan.FromMinutes(1);

    private static readonly StoredSample Sample = StoredSample.Read();

    public static TheoryData<string> Scenes => [.. StoredAnswers.Read().Select(scene => scene.Key)];

    [Theory]
    [MemberData(nameof(Scenes))]
    public async Task Stored_data_is_answered_from_as_by_the_commit_that_wrote_it(string scene)
    {
        await using var service = await Sample.StartAsync();

        foreach (var step in StoredAnswers.Read()[scene])
        {
            if (await StoredAnswers.TakeAsync(step, Sample, service).WaitAsync(Hung) is { } reply)
            {
                StoredAnswers.AreSame(step, reply);
            }
        }
    }

    [Fact]
    public void The_sample_has_every_kind_of_row() => Assert.Equal(
        [
            "Accounts accounts *", "Accounts operator-audit *",
            "Allowlists * audit-*", "Allowlists * head", "Allowlists * import", "Allowlists * key-*", "Allowlists * page-*", "Allowlists * version-*",
            "Attempts * attempt-*", "Attempts * message-*", "Attempts * recent-*",
            "Enforcers * *", "Enforcers * names",
            "Keys * owner",
            "Poison access-attempts *",
        ],
        Sample.Rows.Select(row => KindOf(row.Table, row.Row.PartitionKey, row.Row.RowKey)).Distinct().Order(StringComparer.Ordinal));

    [Fact]
    public void Whatever_the_code_names_as_stored_the_sample_has()
    {
        var prefixes = RowPrefixes().ToList();

        Assert.Subset(prefixes.ToHashSet(), new HashSet<string>(["audit-", "page-", "version-", "attempt-"]));
        Assert.All(prefixes, prefix => Assert.Contains(Sample.Rows, row => row.Row.RowKey.StartsWith(prefix, StringComparison.Ordinal)));
        Assert.All(TableNames.All, name => Assert.Contains(Sample.Rows, row => row.Table == name));
        Assert.All(QueueNames.All, name => Assert.Contains(Sample.Messages, message => message.Queue == name));
        Assert.Equal(Enum.GetValues<AccountState>(), Numbers<AccountState>("accounts", "State"));
        Assert.Equal(Enum.GetValues<OperatorOutcome>(), Numbers<OperatorOutcome>("operator-audit", "Outcome"));
    }

    [Fact]
    public void The_sample_has_rows_of_every_form()
    {
        Assert.Equal(
            "confirmed enforcement_lifted key_created key_revoked key_rotated recovery_granted restored reverted rule_changed rules_added rules_removed rules_replaced settings_changed",
            string.Join(' ', Rows("audit-").Select(row => row.GetString("Action")).Distinct().Order(StringComparer.Ordinal)));

        // The first byte says what is packed: 1 for rules, 2 for references to pages, 3 for references to lists of them.
        Assert.Equal([1, 2], Rows("page-").Select(row => (int)row.GetBinary("Content")[0]).Distinct().Order());
        Assert.Equal([2, 3], Rows("version-").Select(row => (int)row.GetBinary("Root")[0]).Distinct().Order());
        foreach (var (prefix, columns) in new[]
        {
            ("head", "Parent ConfirmVersion ConfirmUntil ConfirmRequestId"),
            ("key-", "Label EarlierTexts PreviousHash PreviousUntil ExpiresAt Surface"),
            ("attempt-", "Credential UserAgent RuleId"),
            ("gKqt4a3QKLdS-", "Applied Address"),
        })
        {
            Assert.All(columns.Split(' '), column => Assert.Contains(Rows(prefix), row => row.ContainsKey(column)));
            Assert.All(columns.Split(' '), column => Assert.Contains(Rows(prefix), row => !row.ContainsKey(column)));
        }

        Assert.Equal([false, true], Rows("head").Select(row => row.GetBoolean("Deleted")!.Value).Distinct().Order());
        Assert.Equal([0, 1, 2], Rows("gKqt4a3QKLdS-").Select(row => row.GetInt32("Kind")!.Value).Distinct().Order());
        Assert.Equal([false, true], Rows("import").Select(row => row.GetBoolean("HasKeys")!.Value).Distinct().Order());
    }

    private static IEnumerable<TableEntity> Rows(string prefix) =>
        Sample.Rows.Where(row => row.Table is TableNames.Allowlists or TableNames.Attempts or TableNames.Enforcers)
            .Select(row => row.Row)
            .Where(row => row.RowKey.StartsWith(prefix, StringComparison.Ordinal));

    private static IEnumerable<T> Numbers<T>(string partition, string column) =>
        Sample.Rows.Where(row => row.Row.PartitionKey == partition && row.Table == TableNames.Accounts)
            .Select(row => (T)(object)row.Row.GetInt32(column)!.Value).Distinct().Order();

    // In some tables the partition says what a row is; in others it is an account's, or that of a key. Who enforces a list has a
    // row that begins with its key.
    private static string KindOf(string table, string partition, string row) => table switch
    {
        TableNames.Accounts or TableNames.Poison => $"{table} {partition} *",
        TableNames.Enforcers when row.Contains('-', StringComparison.Ordinal) => $"{table} * *",
        _ => $"{table} * {(row.Split('-') is [var prefix, _, ..] ? $"{prefix}-*" : row)}",
    };

    /// <summary>The texts of the product's constants that row keys begin with.</summary>
    private static IEnumerable<string> RowPrefixes() => typeof(TableNames).Assembly.GetTypes()
        .SelectMany(type => type.GetFields(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly))
        .Where(field => field.IsLiteral && field.FieldType == typeof(string))
        .Select(field => (string)field.GetRawConstantValue()!)
        .Where(text => RowPrefix().IsMatch(text));

    [GeneratedRegex("^[a-z]+-$")]
    private static partial Regex RowPrefix();
}
