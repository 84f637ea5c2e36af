using System.Diagnostics;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using IpAccess.Testing.Processes;

namespace IpAccess.IntegrationTests.Attempts;

/// <summary>A sample for producers in a process of its own.</summary>
internal static class ProducerProcess
{
    // How long it may take before the test is given up as hanging.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    // Lines as most programs write them: UTF-8, and nothing escaped that need not be.
    private static readonly JsonSerializerOptions Unescaped = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Runs it with these attempts as its lines, and waits for its good end.</summary>
    public static async Task RunAsync(string program, string[] arguments, AzuriteFixture azurite, IEnumerable<JsonObject> attempts)
    {
        var info = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardInputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false),
        };
        info.Environment["Storage"] = azurite.ConnectionString;
        using var process = Process.Start(info)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        try
        {
            await WriteAsync(process.StandardInput, attempts);
            await process.WaitForExitAsync().WaitAsync(Patience);
        }
        finally
        {
            process.Kill(entireProcessTree: true);
        }

        Assert.True(process.ExitCode == 0, await output + await errors);
    }

    private static async Task WriteAsync(StreamWriter input, IEnumerable<JsonObject> attempts)
    {
        try
        {
            await input.WriteAsync(string.Concat(attempts.Select(attempt => attempt.ToJsonString(Unescaped) + "\n")));
            input.Close();
        }
        catch (IOException)
        {
            // It has ended early; its exit code and errors tell why.
        }
    }
}
