using IpAccess.Attempts;
using IpAccess.Storage;
using IpAccess.Testing.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace IpAccess.Tests.Telemetry;

/// <summary>Messages for the account <c>acme</c>, taken in by the service as its host would.</summary>
internal static class Intake
{
    /// <summary>A message of three attempts of which the latest was 90 seconds before the service's time.</summary>
    public const string Good =
        """
        {"v":1,"id":"m1","account":"acme","attempts":[{"ip":"203.0.113.7","at":"2026-11-22T11:58:30Z","user_agent":"imapsync/2"},
         {"ip":"203.0.113.8","at":"2026-11-22T10:00:00Z"},{"ip":"203.0.113.7","at":"2026-11-22T11:00:00Z","credential":"k1"}]}
        """;

    /// <summary>One whose attempt is ahead of the service's time.</summary>
    public const string Ahead = """{"v":1,"id":"m2","account":"acme","attempts":[{"ip":"203.0.113.7","at":"2026-11-22T12:04:00Z"}]}""";

    /// <summary>One that can never be valid.</summary>
    public const string Foreign = """{"v":1,"id":"m3","account":"nobody","attempts":[{"ip":"203.0.113.7","at":"2026-11-22T12:00:00Z"}]}""";

    /// <summary>Has a message taken in that was delivered this often.</summary>
    public static Task IngestAsync(this TestService service, string text, long tries = 1) =>
        service.Services.GetRequiredService<AttemptIngest>().IngestAsync(new("id-of-the-queue", "receipt", text, tries), CancellationToken.None);

    /// <summary>The poison queue.</summary>
    public static IMessageQueue Poison(this TestService service) =>
        service.Services.GetRequiredService<IQueues>().Open(QueueNames.AccessAttemptsPoison);
}
