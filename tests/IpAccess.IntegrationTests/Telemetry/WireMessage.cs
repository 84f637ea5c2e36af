using System.Buffers.Binary;
using System.Text;

namespace IpAccess.IntegrationTests.Telemetry;

/// <summary>
/// A message of protocol buffers, read without its schema: fields by their numbers
/// (https://protobuf.dev/programming-guides/encoding/).
/// </summary>
internal sealed class WireMessage
{
    private const int Varint = 0;
    private const int EightBytes = 1;
    private const int Length = 2;
    private const int FourBytes = 5;
    private readonly List<(int Field, ulong Number, ReadOnlyMemory<byte> Bytes)> fields = [];

    /// <summary>Reads a message.</summary>
    /// <exception cref="FormatException">It is none.</exception>
    public WireMessage(ReadOnlyMemory<byte> rest)
    {
        while (!rest.IsEmpty)
        {
            var tag = ReadVarint(ref rest);
            var field = (int)(tag >> 3);
            switch ((int)(tag & 7))
            {
                case Varint:
                    fields.Add((field, ReadVarint(ref rest), default));
                    break;
                case EightBytes:
                    fields.Add((field, BinaryPrimitives.ReadUInt64LittleEndian(Take(ref rest, sizeof(ulong)).Span), default));
                    break;
                case Length:
                    fields.Add((field, 0, Take(ref rest, (int)ReadVarint(ref rest))));
                    break;
                case FourBytes:
                    fields.Add((field, BinaryPrimitives.ReadUInt32LittleEndian(Take(ref rest, sizeof(uint)).Span), default));
                    break;
                default:
                    throw new FormatException($"Field {field} has an unknown wire type.");
            }
        }
    }

    /// <summary>Whether the field is there.</summary>
    public bool Has(int field) => fields.Any(one => one.Field == field);

    /// <summary>The messages in a field.</summary>
    public IEnumerable<WireMessage> Messages(int field) => All(field).Select(one => new WireMessage(one.Bytes));

    /// <summary>The text in a field; empty where there is none.</summary>
    public string Text(int field) => Encoding.UTF8.GetString(Bytes(field).Span);

    /// <summary>The bytes in a field.</summary>
    public ReadOnlyMemory<byte> Bytes(int field) => All(field).LastOrDefault().Bytes;

    /// <summary>The whole number in a field; 0 where there is none.</summary>
    public ulong Number(int field) => All(field).LastOrDefault().Number;

    /// <summary>The number with a fraction in a field; 0 where there is none.</summary>
    public double Double(int field) => BitConverter.UInt64BitsToDouble(Number(field));

    private IEnumerable<(int Field, ulong Number, ReadOnlyMemory<byte> Bytes)> All(int field) => fields.Where(one => one.Field == field);

    private static ulong ReadVarint(ref ReadOnlyMemory<byte> rest)
    {
        var number = 0UL;
        for (var shift = 0; ; shift += 7)
        {
            var next = Take(ref rest, 1).Span[0];
            number |= (ulong)(next & 0x7f) << shift;
            if (next < 0x80)
            {
                return number;
            }
        }
    }

    private static ReadOnlyMemory<byte> Take(ref ReadOnlyMemory<byte> rest, int count)
    {
        if (count < 0 || count > rest.Length)
        {
            throw new FormatException("The message ends too early.");
        }

        var taken = rest[..count];
        rest = rest[count..];
        return taken;
    }
}
