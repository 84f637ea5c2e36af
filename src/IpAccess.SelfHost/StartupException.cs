namespace IpAccess.SelfHost;

/// <summary>Why the self-host can not start, in plain sentences: its message is printed alone, without a stack trace.</summary>
internal sealed class StartupException : Exception
{
    /// <inheritdoc/>
    public StartupException()
    {
    }

    /// <inheritdoc/>
    public StartupException(string message)
        : base(message)
    {
    }

    /// <inheritdoc/>
    public StartupException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
