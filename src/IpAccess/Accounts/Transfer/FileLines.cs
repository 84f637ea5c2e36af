using System.Buffers;
using System.IO.Hashing;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using IpAccess.Text;

namespace IpAccess.Accounts.Transfer;

/// <summary>The lines of a stream that may be long, one after the other.</summary>
/// <param name="stream">The stream.</param>
/// <param name="limit">The bytes that are read of it, at most.</param>
internal sealed class FileLines(Stream stream, long limit)
{
    /// <summary>The bytes of a line, at most.</summary>
    public const int MostBytesOfLine = 64 * 1024;

    private readonly XxHash128 hash = new();
    private bool isLineTooLong;
    private bool isUnendedLineTooLong;
    private long bytes;

    /// <summary>The number of the last line given, from 1.</summary>
    public long Number { get; private set; }

    /// <summary>Whether the stream is longer than the limit; then the lines end early.</summary>
    public bool IsTooLong { get; private set; }

    /// <summary>Whether a line is too long; then the lines end before it.</summary>
    public bool HasTooLongLine => isUnendedLineTooLong || isLineTooLong;

    /// <summary>What all lines given so far come to, as 32 hex digits: the same lines give the same.</summary>
    public string Hash => Convert.ToHexStringLower(hash.GetCurrentHash());

    /// <summary>Reads the lines, without their ends. Can be asked for once.</summary>
    public async IAsyncEnumerable<byte[]> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var reader = PipeReader.Create(stream, new(bufferSize: MostBytesOfLine, leaveOpen: true));
        try
        {
            for (var isEnd = false; !isEnd && !isUnendedLineTooLong;)
            {
                (var found, isEnd) = await ReadSomeAsync(reader, cancellationToken);
                foreach (var line in found)
                {
                    if (!Take(line))
                    {
                        yield break;
                    }

                    yield return Number == 1 ? line[ByteOrderMark.LengthIn(line)..] : line;
                }
            }
        }
        finally
        {
            await reader.CompleteAsync();
        }
    }

    private async Task<(List<byte[]> Found, bool IsEnd)> ReadSomeAsync(PipeReader reader, CancellationToken cancellationToken)
    {
        var read = await reader.ReadAsync(cancellationToken);
        var (rest, found) = (read.Buffer, new List<byte[]>());
        while (rest.PositionOf((byte)'\n') is { } end)
        {
            found.Add(rest.Slice(0, end).ToArray());
            rest = rest.Slice(rest.GetPosition(1, end));
        }

        if (read.IsCompleted && !rest.IsEmpty)
        {
            found.Add(rest.ToArray());
            rest = rest.Slice(rest.End);
        }

        isUnendedLineTooLong = rest.Length > MostBytesOfLine;
        reader.AdvanceTo(rest.Start, rest.End);
        return (found, read.IsCompleted);
    }

    // Counted with its end, whether the last one has it or not.
    private bool Take(byte[] line)
    {
        bytes += line.Length + 1;
        IsTooLong = bytes - 1 > limit;
        isLineTooLong = line.Length > MostBytesOfLine;
        if (IsTooLong || isLineTooLong)
        {
            return false;
        }

        hash.Append(line);
        hash.Append("\n"u8);
        Number++;
        return true;
    }
}
