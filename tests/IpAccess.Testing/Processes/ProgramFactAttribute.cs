namespace IpAccess.Testing.Processes;

/// <summary>A test that runs other people's programs, and is skipped where one of them is not on the path.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class ProgramFactAttribute : FactAttribute
{
    public ProgramFactAttribute(params string[] programs)
    {
        Programs = programs;
        Skip = programs.Where(program => !NodeFactAttribute.IsOnPath(program)).Select(program => $"{program} is not on the path.").FirstOrDefault();
    }

    /// <summary>The programs.</summary>
    public IReadOnlyList<string> Programs { get; }
}
