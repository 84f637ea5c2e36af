namespace IpAccess.Text;

/// <summary>One thing that is wrong with a request.</summary>
/// <param name="At">Where: a JSON Pointer (RFC 6901), <c>line:column</c> from 1 for text (for CSV, <c>line:cell</c>), or the name of a query parameter or header.</param>
/// <param name="Value">What stands there, shortened; null where there is nothing to show.</param>
/// <param name="Code">What is wrong, for programs.</param>
/// <param name="Message">What is wrong, for people.</param>
internal sealed record Fault(string At, string? Value, string Code, string Message);

/// <summary>Collects everything that is wrong with one request, so that it is told at once.</summary>
internal sealed class Faults
{
    /// <summary>How many faults are found in a request at most: who has that many has to begin anew, and reading on costs.</summary>
    public const int Most = 10_000;

    /// <summary>How many of them are told at most.</summary>
    public const int MostTold = 100;

    private const int ShownCharacters = 100;
    private readonly List<Fault> told = [];
    private int count;

    /// <summary>Whether anything is wrong.</summary>
    public bool Any => count > 0;

    /// <summary>How many there are.</summary>
    public int Count => count;

    /// <summary>Whether there are so many that it is not worth to read on.</summary>
    public bool IsFull => count >= Most;

    /// <summary>Whether all of them are of addresses and networks.</summary>
    public bool AreOfAddresses { get; private set; } = true;

    /// <summary>Them, the first <see cref="MostTold"/> at most.</summary>
    public IReadOnlyList<Fault> Told => told;

    /// <summary>Notes a fault.</summary>
    public void Add(string at, string? value, string code, string message)
    {
        AreOfAddresses = false;
        Note(at, value, code, message);
    }

    /// <summary>Notes a fault of an address or network.</summary>
    public void AddAddress(string at, string? value, string code, string message) => Note(at, value, code, message);

    private static string? Shorten(string? value) => value is { Length: > ShownCharacters }
        ? value[..(char.IsHighSurrogate(value[ShownCharacters - 1]) ? ShownCharacters - 1 : ShownCharacters)] + "…"
        : value;

    private void Note(string at, string? value, string code, string message)
    {
        if (++count <= MostTold)
        {
            told.Add(new(at, Shorten(value), code, message));
        }
    }
}
