using IpAccess.Testing.Hosting;

namespace IpAccess.Tests.Rules.Csv;

/// <summary>CSV with faults: every one is named with its line and the number of its cell, and nothing is written.</summary>
public sealed class BadCsvTests
{
    private const string Rules = TestAccount.Rules;

    public static TheoryData<string, string> Files => new()
    {
        // The header line.
        { "", "1:1 missing_column" },
        { "\ufeff", "1:1 missing_column" },
        { "\r\n\r\n", "1:1 missing_column" },
        { "10.0.0.1\n10.0.0.2", "1:1 unknown_column 10.0.0.1|1:1 missing_column" },
        { "label\nHQ", "1:1 missing_column" },
        { "Value\n10.0.0.1", "1:1 unknown_column Value|1:1 missing_column" },
        { "value, label\n10.0.0.1,HQ", "1:2 unknown_column  label" },
        { "value,network,,label\n10.0.0.1,,,x", "1:2 unknown_column network|1:3 unknown_column" },
        { "value,label,value,label\n10.0.0.1,,x,\u202e", "1:3 duplicate_column value|1:4 duplicate_column label" },
        { "va\"lue,label\n10.0.0.1,HQ", "1:1 stray_quote va\"lue|1:1 missing_column" },
        { "value,\"label\n10.0.0.1,HQ", "1:2 unterminated_quote \"label\n10.0.0.1,HQ" },
        { "value;label\n10.0.0.1;HQ", "1:1 wrong_separator value;label" },
        { "\"value\";\"label\"\n\"10.0.0.1\";HQ", "1:1 wrong_separator \"value\";\"label\"" },
        { "\nsep=;\nvalue;label\n", "2:1 wrong_separator sep=;" },
        { "value\tlabel\n10.0.0.1\tHQ", "1:1 wrong_separator value\tlabel" },

        // The shape of the lines.
        { "value,label\n10.0.0.1\n10.0.0.2,a,b,c\n10.0.0.3,\n", "2:2 too_few_cells|3:3 too_many_cells b" },
        { "value,label,enabled\nx", "2:2 too_few_cells|2:1 not_an_address x" },
        { "value\n10.0.0.1,\n", "2:2 too_many_cells" },
        { "value\n10.0.0.1;HQ\n", "2:1 not_an_address 10.0.0.1;HQ" },
        { "value,label\n\"10.0.0.1\"x,a\"b\n10.0.0.2,\"c", "2:1 stray_quote \"10.0.0.1\"x|2:2 stray_quote a\"b|3:2 unterminated_quote \"c" },
        { "value,label\n10.0.0.1,\"a\"\"", "2:2 unterminated_quote \"a\"\"" },
        { "label,value\n\"a\n\nb\",x\ny,y\n", "2:1 forbidden_character a\n\nb|4:2 not_an_address x|5:2 not_an_address y" },

        // The cells.
        { "label,value\nHQ,\n\"\",\"\"\n", "2:2 missing_value|3:2 missing_value" },
        { "value\n 10.0.0.1\n10.0.0.1 \n\"10.0.0.1\n\"\n010.0.0.1\n10.0.0.1:80\n\"10.0.0.1,10.0.0.2\"", "2:1 not_an_address  10.0.0.1|3:1 not_an_address 10.0.0.1|4:1 not_an_address 10.0.0.1|6:1 leading_zero 010.0.0.1|7:1 port 10.0.0.1:80|8:1 not_an_address 10.0.0.1,10.0.0.2" },
        { "value\n'10.0.0.1\n=10.0.0.1", "2:1 not_an_address '10.0.0.1|3:1 not_an_address =10.0.0.1" },
        { "value,label\n10.0.0.1,\"a\r\nb\"\n10.0.0.2,a\tb\n10.0.0.3,\u202eb\n10.0.0.4,a\0\n10.0.0.5,\u200f\n", "2:2 forbidden_character a\r\nb|4:2 forbidden_character a\tb|5:2 forbidden_character \u202eb|6:2 forbidden_character a\0|7:2 forbidden_character \u200f" },
        { "value,label\n10.0.0.1,a\ufeff\u2028b", "2:2 forbidden_character a\ufeff\u2028b" },
        { "enabled,value,expires_at\nyes,10.0.0.1,2030-01-01\nTrue,10.0.0.2,never\n1,10.0.0.3, ", "2:3 not_a_time 2030-01-01|2:1 not_one_of yes|3:3 not_a_time never|3:1 not_one_of True|4:3 not_a_time|4:1 not_one_of 1" },
        { "value,label,expires_at,enabled\nx,\u200e,y,z", "2:2 forbidden_character \u200e|2:3 not_a_time y|2:4 not_one_of z|2:1 not_an_address x" },
    };

    [Theory]
    [MemberData(nameof(Files))]
    public async Task Every_fault_of_a_file_is_named_with_its_place(string csv, string faults)
    {
        await using var account = await TestAccount.StartAsync("203.0.113.9");

        var added = await account.Owner.CallAsync("POST", Rules, csv, "text/csv");
        var replaced = await account.Owner.CallAsync("PUT", Rules, csv, "text/csv", ("If-Match", "*"));

        Assert.Equal(faults.Split('|'), added.Is(400).Faults());
        Assert.Equal(added.Faults(), replaced.Is(400).Faults());
        Assert.Equal(3, await account.VersionAsync());
    }

    [Theory]
    [InlineData("10.0.0.1", "unknown_column", "value, and where you want them label, expires_at, enabled")]
    [InlineData("label", "missing_column", "value, and where you want them label, expires_at, enabled")]
    [InlineData("value;label", "wrong_separator", "Commas separate the cells")]
    public async Task A_fault_of_the_header_line_tells_what_is_accepted(string header, string code, string message)
    {
        await using var account = await TestAccount.StartAsync("203.0.113.9");

        var reply = await account.Owner.CallAsync("POST", Rules, header + "\n", "text/csv");

        var fault = reply.Is(400).Json.GetProperty("errors")[0];
        Assert.Equal(code, fault.GetProperty("code").GetString());
        Assert.Contains(message, fault.GetProperty("message").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Faults_of_query_and_file_are_told_together_and_all_are_counted()
    {
        await using var account = await TestAccount.StartAsync("203.0.113.9");

        var reply = await account.Owner.CallAsync("POST", Rules + "?allow_broad=yes", "value\n" + string.Join('\n', Enumerable.Repeat("x", 5_000)), "text/csv");

        Assert.Equal(["allow_broad not_one_of yes", "2:1 not_an_address x"], reply.IsProblem(400, "invalid-request").Faults().Take(2));
        Assert.Equal("The request has 5001 values at fault; the first 100 are listed.", reply.Json.GetProperty("detail").GetString());
    }

    [Theory]
    [InlineData("value\n", "x\n")]
    [InlineData("value,label\n", "10.0.0.1,a\"b\n")]
    [InlineData("value,label\n10.0.0.1,", "a\"b,")]
    [InlineData("value", ",x")]
    public async Task A_file_with_more_faults_than_are_worth_finding_is_read_no_further(string start, string part)
    {
        await using var account = await TestAccount.StartAsync("203.0.113.9");

        var reply = await account.Owner.CallAsync("POST", Rules, start + string.Concat(Enumerable.Repeat(part, 50_000)), "text/csv");

        Assert.Matches("^The request has 1000[01] [a-z]+ at fault, and was read no further; the first 100 are listed.$", reply.Is(400).Json.GetProperty("detail").GetString());
    }

    [Theory]
    [InlineData(",")]
    [InlineData("\"")]
    [InlineData("a\"b,")]
    [InlineData("value,")]
    [InlineData(";")]
    public async Task A_header_line_as_long_as_a_body_may_be_is_refused_like_a_short_one(string part)
    {
        await using var account = await TestAccount.StartAsync("203.0.113.9");
        var line = string.Concat(Enumerable.Repeat(part, 2 * 1024 * 1024 / part.Length));

        var reply = await account.Owner.CallAsync("POST", Rules, line, "text/csv");

        Assert.InRange(reply.IsProblem(400, "invalid-request").Faults().Count, 1, 100);
    }
}
