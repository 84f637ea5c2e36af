using IpAccess.Allowlists.Versions.Pages;

namespace IpAccess.Allowlists.Versions;

/// <summary>Settings as a property of table storage: packed, since 100 recoveries with reasons of any script would be too long as text.</summary>
internal static class PackedSettings
{
    /// <summary>Packs settings.</summary>
    public static byte[] Pack(AllowlistSettings settings) =>
        Packed.Wrap(PackedKind.Blob, TextColumn.Utf8.GetBytes(SettingsText.Write(settings)));

    /// <summary>Reads what <see cref="Pack"/> wrote.</summary>
    /// <exception cref="InvalidDataException">It is something else.</exception>
    public static AllowlistSettings Unpack(byte[] packed) => SettingsText.Read(TextColumn.Utf8.GetString(Packed.Unwrap(PackedKind.Blob, packed)));
}
