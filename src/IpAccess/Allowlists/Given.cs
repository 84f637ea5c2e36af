namespace IpAccess.Allowlists;

/// <summary>A value that may be given, null included, or left open.</summary>
internal readonly record struct Given<T>(bool IsGiven, T? Value)
{
    /// <summary>The given value, or another where it was left open.</summary>
    public T? Or(T? other) => IsGiven ? Value : other;
}
