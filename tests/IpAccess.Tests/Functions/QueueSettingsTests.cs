using System.Globalization;
using System.Text.Json;
using IpAccess.Attempts;
using IpAccess.Testing;

namespace IpAccess.Tests.Functions;

/// <summary>The queue trigger has the semantics of the self-host's pump only where host.json says so.</summary>
public sealed class QueueSettingsTests
{
    private static readonly JsonElement Queues = JsonElement
        .Parse(File.ReadAllText(Repository.PathOf("host.json")))
        .GetProperty("extensions").GetProperty("queues");

    [Fact]
    public void A_message_that_failed_is_hidden_for_as_long_as_in_the_self_host() => Assert.Equal(
        AttemptIngest.HiddenFor.ToString("c", CultureInfo.InvariantCulture), Queues.GetProperty("visibilityTimeout").GetString());

    [Fact]
    public void A_message_is_tried_as_often_as_in_the_self_host() =>
        Assert.Equal(AttemptIngest.MostTries, Queues.GetProperty("maxDequeueCount").GetInt32());

    [Fact]
    public void Texts_come_as_they_were_sent_since_the_service_decodes_them_itself() =>
        Assert.Equal("none", Queues.GetProperty("messageEncoding").GetString());
}
