using System.Text.Json;
using IpAccess.Http.Messages;

namespace IpAccess.Tests.Http;

public sealed class JsonSizeTests
{
    [Theory]
    [InlineData(0, "")]
    [InlineData(3, "plain")]
    [InlineData(3, "ä € 😀 \" \\ \n")]
    [InlineData(5000, "ä € 😀 \" \\ \n")]
    public void The_size_counted_is_that_of_the_answer(int items, string text)
    {
        var value = new { ListOfItems = Enumerable.Range(0, items).Select(number => new { Label = text, number }) };

        Assert.Equal(JsonSerializer.SerializeToUtf8Bytes(value, ApiJson.Options).Length, JsonSize.Of(value));
    }

    [Fact]
    public void A_text_larger_than_the_buffer_is_counted_too() =>
        Assert.Equal(1_000_002, JsonSize.Of(new string('x', 1_000_000)));
}
