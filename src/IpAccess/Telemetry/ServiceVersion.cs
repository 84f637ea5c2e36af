using System.Reflection;

namespace IpAccess.Telemetry;

/// <summary>Which version of the service this is.</summary>
public static class ServiceVersion
{
    /// <summary>The version of the library, without what a build adds to it.</summary>
    public static string Text { get; } = typeof(ServiceVersion).Assembly
        .GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0];
}
