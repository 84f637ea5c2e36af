using System.Text;
using System.Text.Json;

namespace IpAccess.InfraTests;

/// <summary>What the compiler reports in SARIF. Its warnings leave the exit code at 0: only an empty report says that all is well.</summary>
internal static class Sarif
{
    /// <summary>Every result of the reports, one for each file that a pattern finds, as a line.</summary>
    public static IEnumerable<string> Results(BicepAnswer answer) =>
        from report in Reports(answer)
        from run in report.GetProperty("runs").EnumerateArray()
        from result in run.GetProperty("results").EnumerateArray()
        select $"{result.GetProperty("ruleId")}: {result.GetProperty("message").GetProperty("text")}";

    // The compiler writes them to its standard error, the linter to its output.
    private static List<JsonElement> Reports(BicepAnswer answer)
    {
        var text = answer.Error.Contains("\"runs\"", StringComparison.Ordinal) ? answer.Error : answer.Output;
        var reader = new Utf8JsonReader(Encoding.UTF8.GetBytes(text), new JsonReaderOptions { AllowMultipleValues = true });
        var reports = new List<JsonElement>();
        while (reader.Read())
        {
            reports.Add(JsonElement.ParseValue(ref reader));
        }

        Assert.NotEmpty(reports);
        return reports;
    }
}
