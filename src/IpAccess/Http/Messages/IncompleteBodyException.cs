using System.Diagnostics.CodeAnalysis;

namespace IpAccess.Http.Messages;

/// <summary>A request's body that did not arrive whole. Its client did that, or the way to it: no fault of ours, nor of storage.</summary>
[SuppressMessage("Design", "CA1064", Justification = "It never leaves the library: the gate answers it.")]
internal sealed class IncompleteBodyException : Exception
{
    /// <inheritdoc/>
    public IncompleteBodyException()
    {
    }

    /// <inheritdoc/>
    public IncompleteBodyException(string message)
        : base(message)
    {
    }

    /// <inheritdoc/>
    public IncompleteBodyException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    /// <summary>A body that did not arrive whole, for a reason.</summary>
    /// <param name="problem">What is answered, if there is still somebody to answer.</param>
    /// <param name="innerException">What the server found.</param>
    public IncompleteBodyException(Problem problem, Exception innerException)
        : this(problem.Detail, innerException) => Problem = problem;

    /// <summary>What is answered, if there is still somebody to answer.</summary>
    public Problem Problem { get; } = Problems.BrokenBody;
}
