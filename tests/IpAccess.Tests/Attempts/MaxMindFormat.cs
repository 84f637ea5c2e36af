using System.Buffers.Binary;
using System.Text;
using IpAccess.Networks;

namespace IpAccess.Tests.Attempts;

/// <summary>
/// Writes databases in the MaxMind DB format, version 2.0 (https://maxmind.github.io/MaxMind-DB/): a search tree with records
/// of 24 bits, a data section, metadata. In an IPv6 tree IPv4 lies at <c>::/96</c>.
/// </summary>
internal sealed class MaxMindFormat(int ipVersion = 6)
{
    private const int RecordBits = 24;
    private const int SeparatorLength = 16;

    private readonly Node root = new();

    /// <summary>Says what the addresses of a network have; over what was said of a broader one before.</summary>
    /// <param name="network">The network's text.</param>
    /// <param name="entry">A map, text, number (ushort, uint, ulong), truth value or list of such.</param>
    public MaxMindFormat Add(string network, object entry)
    {
        Assert.Null(NetworkText.Parse(network, out var parsed));
        var width = ipVersion == 6 ? 128 : 32;
        var depth = width - parsed.First.Width + parsed.PrefixLength;
        root.Set(bit => (int)(parsed.First.Bits >> (width - 1 - bit)) & 1, depth, new(entry));
        return this;
    }

    /// <summary>The whole database.</summary>
    public byte[] ToBytes()
    {
        var nodes = root.WithDescendants().ToList();
        var numbers = nodes.Index().ToDictionary(node => node.Item, node => node.Index);
        using var file = new MemoryStream();
        using var data = new MemoryStream();
        Span<byte> record = stackalloc byte[4];
        foreach (var child in nodes.SelectMany(node => node.Children))
        {
            var value = child switch
            {
                Node node => numbers[node],
                Leaf leaf => nodes.Count + SeparatorLength + Append(leaf.Entry, data),
                _ => nodes.Count,
            };
            BinaryPrimitives.WriteInt32BigEndian(record, value);
            file.Write(record[1..]);
        }

        file.Write(new byte[SeparatorLength]);
        data.WriteTo(file);
        file.Write([0xab, 0xcd, 0xef, .. "MaxMind.com"u8]);
        Write(Metadata(nodes.Count), file);
        return file.ToArray();
    }

    private static int Append(object entry, MemoryStream data)
    {
        var start = (int)data.Length;
        Write(entry, data);
        return start;
    }

    private static void Write(object value, Stream stream)
    {
        switch (value)
        {
            case string text:
                var bytes = Encoding.UTF8.GetBytes(text);
                WriteControl(2, bytes.Length, stream);
                stream.Write(bytes);
                break;
            case ushort number:
                WriteNumber(5, number, stream);
                break;
            case uint number:
                WriteNumber(6, number, stream);
                break;
            case ulong number:
                WriteNumber(9, number, stream);
                break;
            case bool truth:
                WriteControl(14, truth ? 1 : 0, stream);
                break;
            case Dictionary<string, object> map:
                WriteControl(7, map.Count, stream);
                map.ToList().ForEach(member =>
                {
                    Write(member.Key, stream);
                    Write(member.Value, stream);
                });
                break;
            case object[] list:
                WriteControl(11, list.Length, stream);
                Array.ForEach(list, item => Write(item, stream));
                break;
            default:
                throw new ArgumentException($"No test has needed a {value.GetType()} yet.", nameof(value));
        }
    }

    private static void WriteNumber(int type, ulong number, Stream stream)
    {
        Span<byte> bytes = stackalloc byte[8];
        BinaryPrimitives.WriteUInt64BigEndian(bytes, number);
        var significant = bytes.TrimStart((byte)0);
        WriteControl(type, significant.Length, stream);
        stream.Write(significant);
    }

    // Types above 7 have a byte of their own; lengths from 29 on have one more, which is enough here.
    private static void WriteControl(int type, int length, Stream stream)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(length, 29 + byte.MaxValue);
        stream.WriteByte((byte)((type > 7 ? 0 : type << 5) | Math.Min(length, 29)));
        if (type > 7)
        {
            stream.WriteByte((byte)(type - 7));
        }

        if (length >= 29)
        {
            stream.WriteByte((byte)(length - 29));
        }
    }

    private Dictionary<string, object> Metadata(int nodeCount) => new(StringComparer.Ordinal)
    {
        ["node_count"] = (uint)nodeCount,
        ["record_size"] = (ushort)RecordBits,
        ["ip_version"] = (ushort)ipVersion,
        ["database_type"] = "IpAccess-Test-Country",
        ["languages"] = new object[] { "en" },
        ["binary_format_major_version"] = (ushort)2,
        ["binary_format_minor_version"] = (ushort)0,
        ["build_epoch"] = 1_795_348_800UL,
        ["description"] = new Dictionary<string, object>(StringComparer.Ordinal) { ["en"] = "A small database for tests" },
    };

    private sealed record Leaf(object Entry);

    private sealed class Node
    {
        /// <summary>For the bits 0 and 1: a node, a leaf, or nothing.</summary>
        public object?[] Children { get; } = new object?[2];

        public void Set(Func<int, int> bitAt, int depth, Leaf leaf)
        {
            var node = this;
            for (var bit = 0; bit < depth - 1; bit++)
            {
                node = node.NodeAt(bitAt(bit));
            }

            node.Children[bitAt(depth - 1)] = leaf;
        }

        public IEnumerable<Node> WithDescendants() =>
            Children.OfType<Node>().SelectMany(child => child.WithDescendants()).Prepend(this);

        private Node NodeAt(int bit)
        {
            if (Children[bit] is not Node node)
            {
                node = new();
                Array.Fill(node.Children, Children[bit]);
                Children[bit] = node;
            }

            return node;
        }
    }
}
