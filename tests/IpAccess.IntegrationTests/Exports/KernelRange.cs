using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Text.Json;

namespace IpAccess.IntegrationTests.Exports;

/// <summary>An element of a set as <c>nft</c> tells it: an address, a network or a range.</summary>
/// <param name="First">Its first address, as bytes.</param>
/// <param name="Last">Its last one.</param>
internal sealed record KernelRange(byte[] First, byte[] Last)
{
    /// <summary>Reads an element.</summary>
    public static KernelRange Read(JsonElement element)
    {
        if (element.ValueKind == JsonValueKind.String)
        {
            var one = BytesOf(element.GetString()!);
            return new(one, one);
        }

        if (element.TryGetProperty("range", out var range))
        {
            return new(BytesOf(range[0].GetString()!), BytesOf(range[1].GetString()!));
        }

        var prefix = element.GetProperty("prefix");
        var (first, length) = (BytesOf(prefix.GetProperty("addr").GetString()!), prefix.GetProperty("len").GetInt32());
        return new(first, [.. first.Select((value, i) => (byte)(value | (0xff >> Math.Clamp(length - (8 * i), 0, 8))))]);
    }

    /// <summary>The bytes of an address.</summary>
    [SuppressMessage("ApiDesign", "RS0030", Justification = "What is read here is canonical, and must not be read by what it judges.")]
    public static byte[] BytesOf(string text) => IPAddress.Parse(text).GetAddressBytes();

    /// <summary>Whether the address is in it.</summary>
    /// <param name="address">Its bytes.</param>
    public bool Holds(byte[] address) =>
        address.Length == First.Length && address.AsSpan().SequenceCompareTo(First) >= 0 && address.AsSpan().SequenceCompareTo(Last) <= 0;
}
