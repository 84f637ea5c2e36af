namespace IpAccess.Testing.Processes;

/// <summary>A theory that needs Node.js and npm, and is skipped where they are not on the path.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class NodeTheoryAttribute : TheoryAttribute
{
    public NodeTheoryAttribute() => Skip = NodeFactAttribute.Missing;
}
