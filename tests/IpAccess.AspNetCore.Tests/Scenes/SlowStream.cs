namespace IpAccess.AspNetCore.Tests.Scenes;

/// <summary>Bytes that come a tenth of them each second, and perhaps not to their end.</summary>
internal sealed class SlowStream(byte[] bytes, int stopsAt, TimeProvider clock) : Stream
{
    private int at;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        await Task.Delay(at >= stopsAt ? Timeout.InfiniteTimeSpan : TimeSpan.FromSeconds(1), clock, cancellationToken);
        var count = Math.Min(buffer.Length, Math.Min((bytes.Length / 10) + 1, bytes.Length - at));
        bytes.AsSpan(at, count).CopyTo(buffer.Span);
        at += count;
        return count;
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Flush() => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
