namespace IpAccess.Text;

/// <summary>A value that may be set, to null too, or left open.</summary>
/// <param name="IsSet">Whether it is set.</param>
/// <param name="Value">The value; the default where it is left open.</param>
internal readonly record struct Optional<T>(bool IsSet, T? Value)
{
    /// <summary>The value that is set, or another where it was left open.</summary>
    public T? Or(T? other) => IsSet ? Value : other;
}
