using System.Diagnostics;

namespace IpAccess.IntegrationTests.Exports;

/// <summary>A program that ran to its end.</summary>
/// <param name="ExitCode">What it ended with.</param>
/// <param name="Output">What it wrote, without its errors.</param>
/// <param name="Errors">What it wrote as errors.</param>
internal sealed record ProgramRun(int ExitCode, string Output, string Errors)
{
    /// <summary>Runs a program, and gives it this as its input.</summary>
    public static ProgramRun Of(string program, string[] arguments, string input = "")
    {
        var info = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(info)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        process.StandardInput.Write(input);
        process.StandardInput.Close();
        process.WaitForExit();
        return new(process.ExitCode, output.GetAwaiter().GetResult(), errors.GetAwaiter().GetResult());
    }

    /// <summary>This run, which must have done what it was to do, without a word of error.</summary>
    public ProgramRun Succeeds()
    {
        Assert.Equal((0, string.Empty), (ExitCode, Errors));
        return this;
    }
}
