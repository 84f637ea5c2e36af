using System.Text;
using IpAccess.Accounts.Transfer;
using IpAccess.Testing.Hosting;

namespace IpAccess.Tests.Accounts.Transfer;

public sealed class FileLinesTests
{
    [Theory]
    [InlineData("", "")]
    [InlineData("a", "a")]
    [InlineData("a\n", "a")]
    [InlineData("a\n\nb\n", "a||b")]
    [InlineData("a\r\nb", "a\r|b")]
    public async Task A_text_is_given_line_by_line(string text, string lines) =>
        Assert.Equal(lines, string.Join('|', await ReadAsync(new(new MemoryStream(Encoding.UTF8.GetBytes(text)), 100))));

    [Fact]
    public async Task The_same_lines_come_to_the_same_whether_the_last_one_is_ended_or_not()
    {
        var (ended, open, other) = (Of("a\nb\n"), Of("a\nb"), Of("a\nc"));
        await ReadAsync(ended);
        await ReadAsync(open);
        await ReadAsync(other);

        Assert.Matches("^[0-9a-f]{32}$", ended.Hash);
        Assert.Equal(ended.Hash, open.Hash);
        Assert.NotEqual(ended.Hash, other.Hash);
    }

    [Theory]
    [InlineData(10, false)]
    [InlineData(9, true)]
    public async Task A_stream_over_the_limit_is_read_no_further(long limit, bool isTooLong)
    {
        var lines = new FileLines(new MemoryStream(Encoding.UTF8.GetBytes("aaaa\nbbbbb")), limit);

        Assert.Equal(isTooLong ? 1 : 2, (await ReadAsync(lines)).Count);
        Assert.Equal(isTooLong, lines.IsTooLong);
    }

    [Fact]
    public async Task A_line_without_an_end_is_not_kept_until_its_end()
    {
        await using var endless = new Endless();
        var lines = new FileLines(endless, long.MaxValue);

        Assert.Empty(await ReadAsync(lines));
        Assert.True(lines.HasTooLongLine);
        Assert.InRange(endless.Given, FileLines.MostBytesOfLine, 8 * FileLines.MostBytesOfLine);
    }

    private static FileLines Of(string text) => new(new MemoryStream(Encoding.UTF8.GetBytes(text)), 100);

    private static async Task<List<string>> ReadAsync(FileLines lines) =>
        await lines.ReadAsync(CancellationToken.None).Select(Encoding.UTF8.GetString).ToListAsync();

    private sealed class Endless : MemoryStream
    {
        public long Given { get; private set; }

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            Given += buffer.Length;
            buffer.Span.Fill((byte)'a');
            return ValueTask.FromResult(buffer.Length);
        }
    }
}
