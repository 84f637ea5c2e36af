using System.ComponentModel;
using System.Diagnostics;
using IpAccess.Testing.Processes;

namespace IpAccess.IntegrationTests;

/// <summary>A test on Azurite that needs a Python with <c>azure.storage.queue</c>, and is skipped where there is none.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class PythonFactAttribute : FactAttribute
{
    public PythonFactAttribute() =>
        Skip = NodeFactAttribute.Missing ?? (Python is null ? "There is no Python with the module azure.storage.queue." : null);

    /// <summary>The Python: the one on the path, or the system's own, which Debian's packages install for; null where neither has the module.</summary>
    internal static string? Python { get; } = new[] { "python3", "/usr/bin/python3" }.FirstOrDefault(HasModule);

    private static bool HasModule(string python)
    {
        try
        {
            var info = new ProcessStartInfo(python, ["-c", "import azure.storage.queue"]) { RedirectStandardError = true };
            using var process = Process.Start(info)!;
            _ = process.StandardError.ReadToEnd();
            process.WaitForExit();
            return process.ExitCode == 0;
        }
        catch (Win32Exception)
        {
            return false;
        }
    }
}
