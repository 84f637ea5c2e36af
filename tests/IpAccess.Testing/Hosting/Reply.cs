using System.Text.Json;

namespace IpAccess.Testing.Hosting;

/// <summary>An answer, read whole.</summary>
/// <param name="Status">The status code.</param>
/// <param name="Text">The body.</param>
/// <param name="Headers">The headers, those of the body too; several values with a comma.</param>
internal sealed record Reply(int Status, string Text, IReadOnlyDictionary<string, string> Headers)
{
    public JsonElement Json => JsonElement.Parse(Text);

    public string? ETag => Header("ETag");

    public static async Task<Reply> OfAsync(HttpResponseMessage response) => new(
        (int)response.StatusCode,
        await response.Content.ReadAsStringAsync(),
        response.Headers
            .Concat(response.Content.Headers)
            .ToDictionary(header => header.Key, header => string.Join(", ", header.Value), StringComparer.OrdinalIgnoreCase));

    public string? Header(string name) => Headers.GetValueOrDefault(name);

    /// <summary>This answer, which must have the status.</summary>
    public Reply Is(int status)
    {
        Assert.True(status == Status, $"{Status}, not {status}: {Text}");
        return this;
    }

    /// <summary>This answer, which must be the problem.</summary>
    public Reply IsProblem(int status, string slug)
    {
        Is(status);
        Assert.Equal("application/problem+json", Header("Content-Type"));
        Assert.Equal($"urn:ipaccess:problem:{slug}", Json.GetProperty("type").GetString());
        return this;
    }

    /// <summary>The faults that a problem tells, as <c>at code value</c>.</summary>
    public IReadOnlyList<string> Faults() =>
        [.. Json.GetProperty("errors").EnumerateArray().Select(fault => $"{fault.GetProperty("at")} {fault.GetProperty("code")} {fault.GetProperty("value")}".TrimEnd())];
}
