using IpAccess.Http;
using IpAccess.Networks;
using IpAccess.Testing;
using Xunit.Abstractions;

namespace IpAccess.Tests.Networks;

/// <summary>Random and mutated tokens through the parsers and through the naive grammar: never an exception, never a difference.</summary>
public sealed class GrammarFuzzTests(ITestOutputHelper output)
{
    private const int TokensOfPaste = 4;

    [Fact]
    public void No_token_is_read_differently_from_the_naive_grammar()
    {
        var source = new TokenSource(seed: 20261122);
        var tokens = Effort.Of(200_000, 10_000_000);
        var (networks, addresses, items) = (0, 0, 0);
        for (var number = 0; number < tokens; number++)
        {
            var token = source.Next();
            networks += AssertSame(token, NaiveGrammar.Network(token), Network(token));
            addresses += AssertSame(token, NaiveGrammar.Address(token), Address(token));
            items += AssertSame(token, NaiveGrammar.ForwardedItem(token), ForwardedItem(token));
        }

        output.WriteLine($"{tokens} tokens: {networks} networks, {addresses} addresses, {items} forwarded items, no difference.");
        Assert.InRange(networks, tokens / 8, tokens / 2);
        Assert.InRange(items, addresses + 1, networks);
    }

    [Fact]
    public void No_paste_is_split_differently_from_the_naive_grammar()
    {
        var source = new TokenSource(seed: 7);
        var pastes = Effort.Of(20_000, 1_000_000) / TokensOfPaste;
        var (netmasks, ranges, comments) = (0, 0, 0);
        for (var number = 0; number < pastes; number++)
        {
            var text = source.NextPaste(TokensOfPaste);
            var expected = NaiveGrammar.Paste(text).ToList();
            Assert.Equal(expected, NetworkPaste.Parse(text).Select(Outcome).ToList());
            netmasks += expected.Count(item => item.IsNetmask);
            ranges += expected.Count(item => item.Text.IndexOfAny([' ', '\t']) > 0);
            comments += expected.Count(item => item.Comment.Length > 0);
        }

        output.WriteLine($"{pastes} pastes: {netmasks} netmasks, {ranges} ranges with spaces, {comments} items with a comment, no difference.");
        Assert.True(netmasks > pastes / 1_000);
        Assert.True(ranges > pastes / 1_000);
        Assert.True(comments > pastes / 100);
    }

    private static (string Text, string? Network, bool IsNetmask, int Line, int Column, string Comment) Outcome(PasteItem item)
    {
        var isNetmask = item.Fault?.Code == "netmask" && NetworkText.Parse(item.Source.Span, out _) is null;
        return (item.Source.ToString(), item.Fault is null ? $"{item.Network}" : null, isNetmask, item.Line, item.Column, item.Comment.ToString());
    }

    private static string? Network(string token) => NetworkText.Parse(token, out var network) is null ? $"{network}" : null;

    private static string? Address(string token) => NetworkText.TryParseAddress(token, out var address) ? $"{address}" : null;

    private static string? ForwardedItem(string token) => ForwardedFor.TryParseItem(token, out var address) ? $"{address}" : null;

    private static int AssertSame(string token, string? expected, string? actual)
    {
        Assert.True(expected == actual, $"'{token}' is {actual ?? "refused"}, not {expected ?? "refused"}.");
        return expected is null ? 0 : 1;
    }
}
