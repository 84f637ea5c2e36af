using System.Buffers;
using System.Text.Json;

namespace IpAccess.Http.Messages;

/// <summary>Counts the bytes of JSON while it is written to nowhere: a long list is never in memory as text.</summary>
internal sealed class JsonSize : IBufferWriter<byte>
{
    private const int AtOnce = 16 * 1024;
    private byte[] buffer = new byte[AtOnce];
    private long count;

    private JsonSize()
    {
    }

    /// <summary>The bytes of a value as <see cref="Answer"/> writes it.</summary>
    public static long Of<T>(T value)
    {
        var size = new JsonSize();
        using (var writer = new Utf8JsonWriter(size, new() { Encoder = ApiJson.Options.Encoder }))
        {
            JsonSerializer.Serialize(writer, value, ApiJson.Options);
        }

        return size.count;
    }

    /// <inheritdoc/>
    public void Advance(int count) => this.count += count;

    /// <inheritdoc/>
    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        if (sizeHint > buffer.Length)
        {
            buffer = new byte[sizeHint];
        }

        return buffer;
    }

    /// <inheritdoc/>
    public Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;
}
