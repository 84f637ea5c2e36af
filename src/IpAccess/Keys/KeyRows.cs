using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Security.Cryptography;
using Azure.Data.Tables;
using IpAccess.Http;
using IpAccess.Storage;

namespace IpAccess.Keys;

/// <summary>Keys as rows: in the account's own partition, beside its head; the table <c>Keys</c> only says whose a key is.</summary>
internal static class KeyRows
{
    /// <summary>The rows of an account's keys.</summary>
    public static RowRange All { get; } = RowRange.WithPrefix("key-");

    private const string Owner = "owner";
    private const string OwnerAccount = "Account";
    private const int EarlierTextBytes = SHA256.HashSizeInBytes + sizeof(long);

    // Until there could be several: rows that were written then have the one text before the last rotation here.
    private const string PreviousHash = "PreviousHash";
    private const string PreviousUntil = "PreviousUntil";

    /// <summary>The row key of a key.</summary>
    public static string Name(string id) => "key-" + id;

    /// <summary>The id of the key of a row.</summary>
    public static string IdOf(TableEntity row) => row.RowKey["key-".Length..];

    /// <summary>The row of a key.</summary>
    public static TableEntity ToRow(ApiKey key) => new(key.Account, Name(key.Id))
    {
        [nameof(ApiKey.Label)] = key.Label,
        [nameof(ApiKey.Hash)] = key.Hash,
        [nameof(ApiKey.EarlierTexts)] = Write(key.EarlierTexts),
        [nameof(ApiKey.Scopes)] = (int)key.Scopes,
        [nameof(ApiKey.CreatedAt)] = key.CreatedAt,
        [nameof(ApiKey.ExpiresAt)] = key.ExpiresAt,
        [nameof(ClientAddressSource.Header)] = key.ClientAddress.Header,
        [nameof(ClientAddressSource.TrustedHops)] = key.ClientAddress.TrustedHops,
        [nameof(ApiKey.Surface)] = key.Surface,
    };

    /// <summary>The key of a row.</summary>
    public static ApiKey FromRow(TableEntity row) => new()
    {
        Id = IdOf(row),
        Account = row.PartitionKey,
        Label = row.GetString(nameof(ApiKey.Label)),
        Hash = row.GetBinary(nameof(ApiKey.Hash)),
        EarlierTexts = ReadEarlierTexts(row),
        Scopes = Scopes.WithLater((Scope)(row.GetInt32(nameof(ApiKey.Scopes)) ?? 0)),
        CreatedAt = row.GetInt64(nameof(ApiKey.CreatedAt)) ?? 0,
        ExpiresAt = row.GetInt64(nameof(ApiKey.ExpiresAt)),
        ClientAddress = new(
            row.GetString(nameof(ClientAddressSource.Header)),
            row.GetInt32(nameof(ClientAddressSource.TrustedHops)) ?? 0),
        Surface = row.GetString(nameof(ApiKey.Surface)),
    };

    /// <summary>Says whose a key is. Written before the key itself: a key without it would be unknown for ever.</summary>
    public static Task TellOwnerAsync(IRowTable keys, string id, string account, CancellationToken cancellationToken) =>
        keys.TryMakeAsync(id, RowChange.Put(new(id, Owner) { [OwnerAccount] = account }), cancellationToken);

    /// <summary>Whose a key is, or was; null where nobody's.</summary>
    public static async Task<string?> FindOwnerAsync(IRowTable keys, string id, CancellationToken cancellationToken) =>
        (await FindOwnerRowAsync(keys, id, cancellationToken))?.GetString(OwnerAccount);

    /// <summary>The row that says whose a key is, or was; null where nobody's.</summary>
    public static Task<TableEntity?> FindOwnerRowAsync(IRowTable keys, string id, CancellationToken cancellationToken) =>
        keys.FindAsync(id, Owner, cancellationToken);

    /// <summary>Forgets whose a key was.</summary>
    public static Task ForgetOwnerAsync(IRowTable keys, string id, CancellationToken cancellationToken) =>
        keys.TryMakeAsync(id, RowChange.Delete(Owner, Azure.ETag.All), cancellationToken);

    // For each its hash, and its end as 8 bytes, the highest first.
    private static byte[] Write(ImmutableArray<EarlierText> texts)
    {
        var bytes = new byte[EarlierTextBytes * texts.Length];
        for (var i = 0; i < texts.Length; i++)
        {
            var place = bytes.AsSpan(EarlierTextBytes * i, EarlierTextBytes);
            texts[i].Hash.CopyTo(place);
            BinaryPrimitives.WriteInt64BigEndian(place[SHA256.HashSizeInBytes..], texts[i].Until);
        }

        return bytes;
    }

    private static ImmutableArray<EarlierText> ReadEarlierTexts(TableEntity row)
    {
        if (row.GetBinary(nameof(ApiKey.EarlierTexts)) is { } bytes)
        {
            return [.. bytes.Chunk(EarlierTextBytes).Select(text => new EarlierText(
                text[..SHA256.HashSizeInBytes], BinaryPrimitives.ReadInt64BigEndian(text.AsSpan(SHA256.HashSizeInBytes))))];
        }

        return row.GetBinary(PreviousHash) is { } hash ? [new(hash, row.GetInt64(PreviousUntil) ?? 0)] : [];
    }
}
