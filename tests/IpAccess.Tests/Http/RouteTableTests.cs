using System.Text.RegularExpressions;
using IpAccess.Testing;
using IpAccess.Testing.Hosting;

namespace IpAccess.Tests.Http;

/// <summary>The table of calls in <c>docs/api.md</c> says what the service does, no more and no less.</summary>
public sealed partial class RouteTableTests
{
    [Fact]
    public async Task The_table_has_one_row_for_every_operation_and_no_other()
    {
        await using var service = await TestService.StartAsync();
        var mapped = Operation.MappedBy(service.Services).Select(operation => $"{operation.Method} {operation.Route}");
        var told = RowsOf(await File.ReadAllTextAsync(Repository.PathOf("docs/api.md")));

        Assert.Equal(string.Empty, Difference(mapped, told));
    }

    [Fact]
    public async Task The_tests_know_every_operation_by_its_name()
    {
        await using var service = await TestService.StartAsync();
        var mapped = Operation.MappedBy(service.Services).Select(operation => $"{operation.Name} {operation.Method} {operation.Route}");
        var known = Operation.All.Select(operation => $"{operation.Name} {operation.Method} {operation.Route}").ToList();

        Assert.Equal(string.Empty, Difference(mapped, known));
    }

    [Fact]
    public void A_missing_a_stale_and_a_repeated_row_are_each_told()
    {
        const string Table = """
            Text with `GET /v1/none` in it.

            | Operation | Meaning |
            |---|---|
            | `GET /v1/check` | asks |
            | `GET /v1/check` | asks again |
            | `PUT /v1/gone` | is gone |
            """;

        var difference = Difference(["GET /v1/check", "POST /v1/check"], RowsOf(Table));

        Assert.Equal(
            """
            not in the table: POST /v1/check
            not in the service: PUT /v1/gone
            more than once in the table: GET /v1/check
            """,
            difference);
    }

    private static string[] RowsOf(string markdown) => [.. Row().Matches(markdown).Select(match => match.Groups[1].Value)];

    private static string Difference(IEnumerable<string> mapped, IReadOnlyCollection<string> told)
    {
        var operations = mapped.ToList();
        return string.Join('\n',
        [
            .. operations.Except(told).Select(operation => $"not in the table: {operation}"),
            .. told.Except(operations).Select(operation => $"not in the service: {operation}"),
            .. told.CountBy(operation => operation).Where(pair => pair.Value > 1).Select(pair => $"more than once in the table: {pair.Key}"),
        ]);
    }

    // A row of a table whose first cell is a method and a path in code.
    [GeneratedRegex(@"^[ \t]*\|[ \t]*`([A-Z]+ /[^`\s]*)`[ \t]*\|", RegexOptions.Multiline)]
    private static partial Regex Row();
}
