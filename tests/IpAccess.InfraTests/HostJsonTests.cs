using System.Globalization;
using System.Text.Json;
using IpAccess.Attempts;
using IpAccess.Testing;

namespace IpAccess.InfraTests;

public sealed class HostJsonTests
{
    private static readonly JsonElement Queues = JsonElement.Parse(File.ReadAllText(Repository.PathOf("host.json")))
        .GetProperty("extensions").GetProperty("queues");

    [Fact]
    public void The_platform_gives_a_message_up_no_sooner_and_no_later_than_the_service() =>
        Assert.Equal(AttemptIngest.MostTries, Queues.GetProperty("maxDequeueCount").GetInt32());

    [Fact]
    public void A_message_that_failed_is_hidden_as_long_as_elsewhere() => Assert.Equal(
        AttemptIngest.HiddenFor, TimeSpan.Parse(Queues.GetProperty("visibilityTimeout").GetString()!, CultureInfo.InvariantCulture));

    [Fact]
    public void The_platform_leaves_the_decoding_of_messages_to_the_service() =>
        Assert.Equal("none", Queues.GetProperty("messageEncoding").GetString());
}
