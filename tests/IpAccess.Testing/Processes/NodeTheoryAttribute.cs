namespace IpAccess.Testing.Processes;

/// <summary>A theory that needs Node.js, npm and perhaps other programs, and is skipped where they are not on the path.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class NodeTheoryAttribute : TheoryAttribute
{
    public NodeTheoryAttribute(params string[] others)
    {
        Others = others;
        Skip = NodeFactAttribute.MissingOf(others);
    }

    /// <summary>The other programs.</summary>
    public IReadOnlyList<string> Others { get; }
}
