using System.Text.Json;
using System.Text.Json.Nodes;
using IpAccess.Allowlists;
using IpAccess.Attempts;
using IpAccess.Networks;
using IpAccess.Testing;
using IpAccess.Testing.Attempts;
using IpAccess.Text;

namespace IpAccess.Tests.Attempts;

/// <summary>The published schema says what the reader takes: compared on messages that were changed at random.</summary>
public sealed class SchemaAgreementTests
{
    private const long Now = 1_795_348_800;

    // What no schema can express is left out: addresses that are none, times far ahead or long ago, a first time after the latest.
    private static readonly string[] Values =
    [
        "null", "true", "false", "0", "1", "2", "-1", "1.5", "1000000", "1000001", "9007199254740991", "[]", "{}", "\"\"", "\"m1\"", "\"a b\"", "\"acme\"",
        "\"ACME\"", "\"203.0.113.7\"", "\"2001:db8::1\"", "\"2026-11-22T11:00:00Z\"", "\"2026-11-22T12:00:00+01:00\"", "\"2026-11-22T11:00:00\"",
        "\"2026-11-22\"", "\"é\"", "[\"x\"]", $"\"{new string('x', 64)}\"", $"\"{new string('x', 65)}\"",
    ];

    private static readonly string[] Members =
        ["ip", "at", "surface", "method", "credential", "user_agent", "path", "allowed", "count", "first_at", "rule_id", "v", "id", "account", "more", "$AzureWebJobsParentId"];

    [Fact]
    public async Task The_schema_takes_what_the_reader_takes_and_nothing_else()
    {
        var (taken, refused) = (0, 0);
        for (var seed = 0; seed < Effort.Of(3_000, 100_000); seed++)
        {
            var text = Changed(new Random(seed));
            var isRead = IsRead(text);
            Assert.True(isRead == await MessageSchema.AcceptsAsync(text), $"seed {seed}, read: {isRead}: {text}");
            _ = isRead ? taken++ : refused++;
        }

        Assert.True(taken > refused / 10 && refused > taken / 10, $"{taken} taken, {refused} refused");
    }

    [Fact]
    public async Task What_the_service_writes_is_valid()
    {
        var attempts = Enumerable.Range(0, 65).Select(i => new Attempt
        {
            Key = new(Address.IPv4((uint)i), i % 2 == 0 ? "api" : null, i % 3 == 0 ? "key" : null),
            FirstAt = Now - i,
            LastAt = Now,
            Count = i + 1,
            Allowed = i % 2 == 0,
            UserAgent = "\u0000\ufffe <é> 😀",
            RuleId = i % 5 == 0 ? i + 1 : null,
        });

        foreach (var message in AttemptMessages.Of("acme", attempts, i => $"m{i}"))
        {
            Assert.Null(await MessageSchema.FaultOfAsync(message.Write()));
            Assert.True(IsRead(message.Write()));
        }
    }

    private static bool IsRead(string text)
    {
        var faults = new Faults();
        AttemptMessage.Read(JsonElement.Parse(text), TimeBounds.OfMessage(DateTimeOffset.FromUnixTimeSeconds(Now), null), faults);
        return !faults.Any;
    }

    private static string Changed(Random random)
    {
        var message = JsonNode.Parse(
            """{"v":1,"id":"m1","account":"acme","attempts":[{"ip":"203.0.113.7","at":"2026-11-22T11:00:00Z","surface":"api","count":2}]}""")!.AsObject();
        for (var edits = random.Next(1, 3); edits > 0; edits--)
        {
            var target = random.Next(4) > 0 && message["attempts"] is JsonArray { Count: > 0 } attempts && attempts[0] is JsonObject attempt ? attempt : message;
            var member = random.Next(12) == 0 ? "attempts" : Members[random.Next(Members.Length)];
            Change(target, member, random);
        }

        return message.ToJsonString();
    }

    private static void Change(JsonObject target, string member, Random random)
    {
        var value = Values[random.Next(Values.Length)];
        var isLeftOut = member switch
        {
            "ip" => value.StartsWith('"') && !value.Contains("203.", StringComparison.Ordinal) && !value.Contains("::", StringComparison.Ordinal),
            "first_at" or "at" => value.Contains("12:00:00+01", StringComparison.Ordinal),
            _ => false,
        };
        if (random.Next(5) == 0)
        {
            target.Remove(member);
        }
        else if (!isLeftOut)
        {
            target[member] = JsonNode.Parse(value);
        }
    }
}
