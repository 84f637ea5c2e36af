using System.IO.Pipelines;
using System.Text;
using IpAccess.Networks;

namespace IpAccess.Exports;

/// <summary>Writes text to an answer, of which only little waits in memory.</summary>
internal sealed class ExportText(PipeWriter pipe)
{
    private const int MostWaiting = 16 * 1024;
    private int waiting;

    /// <summary>Writes text.</summary>
    public void Write(ReadOnlySpan<char> text)
    {
        var written = Encoding.UTF8.GetBytes(text, pipe.GetSpan(Encoding.UTF8.GetMaxByteCount(text.Length)));
        pipe.Advance(written);
        waiting += written;
    }

    /// <summary>Writes a network, always with its prefix.</summary>
    public void Write(Network network)
    {
        Span<char> buffer = stackalloc char[NetworkText.MaxLength];
        Write(buffer[..NetworkText.Write(network, buffer)]);
    }

    /// <summary>Sends what waits, once that is enough.</summary>
    public ValueTask SendIfMuchAsync(CancellationToken cancellationToken) =>
        waiting < MostWaiting ? ValueTask.CompletedTask : SendAsync(cancellationToken);

    /// <summary>Sends what waits, and waits as long as its reader is slow.</summary>
    public async ValueTask SendAsync(CancellationToken cancellationToken)
    {
        waiting = 0;
        await pipe.FlushAsync(cancellationToken);
    }
}
