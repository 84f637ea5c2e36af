using IpAccess.Http.Messages;

namespace IpAccess.Text;

/// <summary>Collects everything that is wrong with one request, so that it is told at once.</summary>
internal sealed class Faults
{
    /// <summary>How many faults are found in a request at most: who has that many has to begin anew, and reading on costs.</summary>
    public const int Most = 10_000;

    private const int ToldAtMost = 100;
    private const int ShownCharacters = 100;
    private readonly List<Fault> told = [];
    private int count;
    private bool onlyAddresses = true;

    /// <summary>Whether anything is wrong.</summary>
    public bool Any => count > 0;

    /// <summary>How many there are.</summary>
    public int Count => count;

    /// <summary>Whether there are so many that it is not worth to read on.</summary>
    public bool IsFull => count >= Most;

    /// <summary>Them, the first 100 at most.</summary>
    public IReadOnlyList<Fault> Told => told;

    /// <summary>The faults as one 400.</summary>
    public Problem ToProblem() => onlyAddresses
        ? new(400, "invalid-address", "Invalid address", Detail("address", "addresses")) { Errors = told }
        : new(400, "invalid-request", "Invalid request", Detail("value", "values")) { Errors = told };

    /// <summary>Notes a fault.</summary>
    public void Add(string at, string? value, string code, string message)
    {
        onlyAddresses = false;
        Note(at, value, code, message);
    }

    /// <summary>Notes a fault of an address or network.</summary>
    public void AddAddress(string at, string? value, string code, string message) => Note(at, value, code, message);

    private static string? Shorten(string? value) => value is { Length: > ShownCharacters }
        ? value[..(char.IsHighSurrogate(value[ShownCharacters - 1]) ? ShownCharacters - 1 : ShownCharacters)] + "…"
        : value;

    private void Note(string at, string? value, string code, string message)
    {
        if (++count <= ToldAtMost)
        {
            told.Add(new(at, Shorten(value), code, message));
        }
    }

    private string Detail(string one, string many) => FormattableString.Invariant(
        $"The request has {count} {(count == 1 ? one : many)} at fault{(IsFull ? ", and was read no further" : string.Empty)}{(count > ToldAtMost ? $"; the first {ToldAtMost} are listed" : string.Empty)}.");
}
