using IpAccess.Storage;

namespace IpAccess.Testing.Stores;

/// <summary>What every kind of queue promises.</summary>
public abstract class QueueContract
{
    private static readonly TimeSpan Long = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan Short = TimeSpan.FromSeconds(1);

    public static TheoryData<string> Texts => new(
        "{}",
        "äß€ 漢字 😀 \u0085\u2028\u2029 \u007f \ufffd",
        "<a href=\"x\">it's &amp; &lt; &#10; ]]> <!-- --></a>",
        "  spaces\taround and within  ",
        "line\nbreaks\n",
        new('x', 64 * 1024),
        new('漢', 300));

    private protected abstract IMessageQueue Queue { get; }

    private static CancellationToken Token => CancellationToken.None;

    [Theory]
    [MemberData(nameof(Texts))]
    public async Task A_text_comes_back_as_it_was_sent(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        await Queue.SendAsync(text, Token);

        var message = Assert.Single(await Queue.ReceiveAsync(32, Long, Token));

        Assert.True(text == message.Text, $"{text.Length} characters came back as {message.Text.Length}.");
        Assert.Equal(1, message.Tries);
    }

    [Fact]
    public async Task An_empty_queue_gives_nothing()
    {
        Assert.Empty(await Queue.ReceiveAsync(32, Long, Token));
        Assert.Equal(0, await Queue.CountAsync(Token));
    }

    [Fact]
    public async Task Messages_come_in_the_order_of_sending_and_32_at_once_at_most()
    {
        await SendAsync(40);

        var first = await Queue.ReceiveAsync(32, Long, Token);
        var second = await Queue.ReceiveAsync(32, Long, Token);

        Assert.Equal(Enumerable.Range(0, 32).Select(i => $"m{i}"), first.Select(message => message.Text));
        Assert.Equal(Enumerable.Range(32, 8).Select(i => $"m{i}"), second.Select(message => message.Text));
        Assert.Equal(40, first.Concat(second).Select(message => message.Id).Distinct().Count());
    }

    [Fact]
    public async Task No_more_are_received_than_are_wanted()
    {
        await SendAsync(3);

        Assert.Equal(["m0", "m1"], (await Queue.ReceiveAsync(2, Long, Token)).Select(message => message.Text));
        Assert.Equal(["m2"], (await Queue.ReceiveAsync(2, Long, Token)).Select(message => message.Text));
    }

    [Fact]
    public async Task A_message_is_hidden_for_its_time_and_comes_again_after_it()
    {
        await SendAsync(2);
        var first = Assert.Single(await Queue.ReceiveAsync(1, Long, Token));
        var second = Assert.Single(await Queue.ReceiveAsync(1, Short, Token));
        Assert.Equal(("m0", 1), (first.Text, first.Tries));

        for (var tries = 2; tries <= 3; tries++)
        {
            await PassAsync(Short);
            var again = Assert.Single(await Queue.ReceiveAsync(32, Short, Token));

            Assert.Equal(("m1", second.Id, tries), (again.Text, again.Id, again.Tries));
            Assert.NotEqual(second.Receipt, again.Receipt);
        }
    }

    [Fact]
    public async Task A_message_that_is_deleted_does_not_come_again()
    {
        await SendAsync(2);
        foreach (var message in await Queue.ReceiveAsync(1, Short, Token))
        {
            await Queue.DeleteAsync(message, Token);
            await Queue.DeleteAsync(message, Token);
        }

        await PassAsync(Short);

        Assert.Equal(["m1"], (await Queue.ReceiveAsync(32, Long, Token)).Select(message => message.Text));
        Assert.Equal(1, await Queue.CountAsync(Token));
    }

    [Fact]
    public async Task A_message_that_another_received_since_is_left_alone()
    {
        await SendAsync(1);
        var late = Assert.Single(await Queue.ReceiveAsync(1, Short, Token));
        await PassAsync(Short);
        var other = Assert.Single(await Queue.ReceiveAsync(1, Short, Token));

        await Queue.DeleteAsync(late, Token);
        Assert.Equal(1, await Queue.CountAsync(Token));

        await Queue.DeleteAsync(other, Token);
        Assert.Equal(0, await Queue.CountAsync(Token));
    }

    [Fact]
    public async Task A_message_whose_time_passed_can_be_deleted_while_nobody_else_received_it()
    {
        await SendAsync(1);
        var message = Assert.Single(await Queue.ReceiveAsync(1, Short, Token));
        await PassAsync(Short);

        await Queue.DeleteAsync(message, Token);

        Assert.Empty(await Queue.ReceiveAsync(32, Long, Token));
    }

    [Fact]
    public async Task Hidden_messages_are_counted()
    {
        await SendAsync(5);
        await Queue.ReceiveAsync(2, Long, Token);

        Assert.Equal(5, await Queue.CountAsync(Token));
    }

    /// <summary>Lets time pass: at least this much.</summary>
    private protected abstract Task PassAsync(TimeSpan time);

    private async Task SendAsync(int count)
    {
        for (var i = 0; i < count; i++)
        {
            await Queue.SendAsync($"m{i}", Token);
        }
    }
}
