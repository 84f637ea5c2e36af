using System.Text;
using System.Text.RegularExpressions;
using IpAccess.Keys;
using IpAccess.Testing;

namespace IpAccess.Tests.Keys;

public sealed partial class KeyTextTests
{
    private const string Alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

    [Fact]
    public void A_key_has_its_prefix_its_id_its_secret_and_the_checksum_of_all_before()
    {
        for (var i = 0; i < Effort.Of(200, 20_000); i++)
        {
            var id = KeyText.NewId();
            var text = KeyText.New(id);

            Assert.Matches(Shape(), text);
            Assert.Equal($"ipa_{id}_", text[..17]);
            Assert.Equal(Checksum(text[..^6]), text[^6..]);
            Assert.Equal(id, KeyText.IdOf(text));
        }
    }

    [Fact]
    public void Two_keys_of_one_id_have_nothing_else_in_common()
    {
        var id = KeyText.NewId();

        var secrets = Enumerable.Range(0, 1000).Select(_ => KeyText.New(id)[17..60]).ToHashSet();

        Assert.Equal(1000, secrets.Count);
    }

    [Fact]
    public void Every_change_of_a_single_character_is_refused()
    {
        var text = KeyText.New(KeyText.NewId());
        for (var at = 0; at < text.Length; at++)
        {
            foreach (var other in Alphabet.Append('_').Append(' ').Append('é').Where(other => other != text[at]))
            {
                Assert.Null(KeyText.IdOf($"{text[..at]}{other}{text[(at + 1)..]}"));
            }

            Assert.Null(KeyText.IdOf(text.Remove(at, 1)));
            Assert.Null(KeyText.IdOf(text.Insert(at, "0")));
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("ipa_")]
    [InlineData("IPA_000000000000_00000000000000000000000000000000000000000000000000")]
    public void What_is_no_key_has_no_id(string text) => Assert.Null(KeyText.IdOf(text));

    // CRC-32 bit by bit (ISO 3309), as 6 digits of base 62.
    private static string Checksum(string body)
    {
        var crc = Encoding.ASCII.GetBytes(body).Aggregate(uint.MaxValue, (sum, next) =>
            Enumerable.Range(0, 8).Aggregate(sum ^ next, (bits, _) => (bits >> 1) ^ ((bits & 1) * 0xEDB88320)));
        var rest = (long)~crc;
        var digits = new StringBuilder();
        for (var i = 0; i < 6; i++, rest /= 62)
        {
            digits.Insert(0, Alphabet[(int)(rest % 62)]);
        }

        return digits.ToString();
    }

    [GeneratedRegex("^ipa_[0-9A-Za-z]{12}_[0-9A-Za-z]{43}[0-9A-Za-z]{6}$")]
    private static partial Regex Shape();
}
