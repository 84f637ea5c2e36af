using System.Globalization;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Unicode;
using IpAccess.Allowlists;
using IpAccess.Keys;
using IpAccess.Text;

namespace IpAccess.Accounts.Transfer;

/// <summary>
/// Reads the file of an account strictly and in one pass: never more of it is in memory than its keys, and which ids its rules have.
/// What is wrong becomes a fault, and reading goes on to the hundredth one; nothing more is given then.
/// </summary>
internal sealed class AccountFileReader(Stream stream, long limit) : IAsyncDisposable
{
    private const int MostKeys = 10_000;
    private const int MostFaults = 100;

    private readonly FileLines lines = new(stream, limit);
    private readonly Dictionary<long, ulong> ids = [];
    private readonly List<ApiKey> keys = [];
    private IAsyncEnumerator<byte[]>? reading;
    private JsonElement? next;

    /// <summary>What is wrong with it.</summary>
    public Faults Faults { get; } = new();

    /// <summary>Whether it is longer than the limit.</summary>
    public bool IsTooLong => lines.IsTooLong;

    /// <summary>What the lines come to that were read so far; see <see cref="FileLines.Hash"/>.</summary>
    public string Hash => lines.Hash;

    /// <summary>The first line; null where it is wrong, or not read yet.</summary>
    public AccountFileHeader? Header { get; private set; }

    /// <summary>The keys.</summary>
    public IReadOnlyList<ApiKey> Keys => keys;

    /// <summary>The rules read so far.</summary>
    public long Rules { get; private set; }

    /// <summary>Reads up to the first line that is no key's.</summary>
    /// <returns>What the lines of the account and its keys come to; null where something is wrong with them.</returns>
    public async Task<string?> ReadStartAsync(CancellationToken cancellationToken)
    {
        reading = lines.ReadAsync(cancellationToken).GetAsyncEnumerator(cancellationToken);
        if (await MoveNextAsync() && next is { } first)
        {
            Header = Judge(faults => AccountFile.ReadHeader(first, faults));
        }

        if (Header is null)
        {
            NoteEarlyEnd();
            return null;
        }

        var hash = Hash;
        while (Faults.Count < MostFaults && await MoveNextAsync() && (next is null || JsonFields.IsIn(next.Value, "key")))
        {
            TakeKey();
            hash = Hash;
        }

        return Faults.Any ? null : hash;
    }

    /// <summary>Reads the rules, in network order, and the end. They are given as long as nothing is wrong.</summary>
    public async IAsyncEnumerable<Rule> ReadRulesAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var last = (Rule?)null;
        var hasLine = lines.Number > 1 + keys.Count;
        while (hasLine && Faults.Count < MostFaults)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (next is { } end && JsonFields.IsIn(end, "end"))
            {
                await ReadEndAsync(end);
                yield break;
            }

            if (next is { } line && Judge(faults => ReadRule(line, last, faults)) is { } rule)
            {
                (last, Rules) = (rule, Rules + 1);
                if (!Faults.Any)
                {
                    yield return rule;
                }
            }

            hasLine = await MoveNextAsync();
        }

        NoteEarlyEnd();
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => reading?.DisposeAsync() ?? default;

    private void TakeKey()
    {
        if (next is not { } line || Judge(faults => AccountFile.ReadKey(line, Header!.Account, faults)) is not { } key)
        {
            return;
        }

        if (keys.Exists(other => other.Id == key.Id))
        {
            Note("/key/id", key.Id, "conflicting_duplicate", "There is a key of this id before it.");
        }
        else if (keys.Count == MostKeys)
        {
            Note("/key", null, "out_of_range", "An account has at most 10000 keys.");
        }

        keys.Add(key);
    }

    private Rule? ReadRule(JsonElement line, Rule? last, Faults faults)
    {
        var rule = AccountFile.ReadRule(line, Header!.NextRuleId, faults);
        if (rule is null || faults.Any)
        {
            return null;
        }

        if (last is not null && last.Network.CompareTo(rule.Network) >= 0)
        {
            faults.Add("/rule/network", rule.Network.ToString(), "out_of_order", "Rules stand in the order of their networks, each once.");
        }

        ref var block = ref CollectionsMarshal.GetValueRefOrAddDefault(ids, rule.Id >> 6, out _);
        var bit = 1UL << (int)(rule.Id & 63);
        if ((block & bit) != 0)
        {
            faults.Add("/rule/id", null, "conflicting_duplicate", "There is a rule of this id before it.");
        }

        block |= bit;
        return faults.Any ? null : rule;
    }

    private async Task ReadEndAsync(JsonElement line)
    {
        if (!Faults.Any)
        {
            Judge(faults => AccountFile.ReadEnd(line, keys.Count, Rules, faults));
        }

        if (await MoveNextAsync())
        {
            Note(string.Empty, null, "trailing_text", "Nothing can follow the end.");
        }
    }

    // Whether there is a line; it is null where it is not JSON, which is noted.
    private async Task<bool> MoveNextAsync()
    {
        if (!await reading!.MoveNextAsync())
        {
            return false;
        }

        next = Judge(faults => Parse(reading.Current, faults));
        return true;
    }

    private static JsonElement? Parse(byte[] line, Faults faults)
    {
        if (!Utf8.IsValid(line))
        {
            faults.Add(TextPlace.Of(line, TextPlace.FirstInvalid(line)), null, "not_utf8", "The line is not UTF-8 from here on.");
            return null;
        }

        using var document = JsonText.Parse(line, faults);
        return document?.RootElement.Clone();
    }

    private void NoteEarlyEnd()
    {
        if (lines.HasTooLongLine)
        {
            Faults.Add(Place(lines.Number + 1, "1"), null, "too_long", "A line has at most 65536 bytes.");
        }
        else if (!IsTooLong && !Faults.Any)
        {
            Faults.Add(Place(lines.Number + 1, "1"), null, "cut_off", "The file ends here, before its end.");
        }
    }

    // What is wrong with a line is told at its place in the text; the pointer inside it stands in the message.
    private T? Judge<T>(Func<Faults, T?> read)
    {
        var own = new Faults();
        var value = read(own);
        foreach (var fault in own.Told)
        {
            var isPlace = fault.At.Length > 0 && char.IsAsciiDigit(fault.At[0]);
            Faults.Add(
                Place(lines.Number, isPlace ? fault.At.Split(':')[1] : "1"),
                fault.Value,
                fault.Code,
                isPlace || fault.At.Length == 0 ? fault.Message : $"{fault.At}: {fault.Message}");
        }

        return own.Any ? default : value;
    }

    private void Note(string at, string? value, string code, string message) => Judge(faults =>
    {
        faults.Add(at, value, code, message);
        return true;
    });

    private static string Place(long line, string column) => string.Create(CultureInfo.InvariantCulture, $"{line}:{column}");
}
