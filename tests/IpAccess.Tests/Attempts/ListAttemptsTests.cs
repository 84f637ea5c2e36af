using System.Globalization;
using System.Text;
using System.Text.Json;
using IpAccess.Attempts;
using IpAccess.Http;
using IpAccess.Http.Messages;
using IpAccess.Networks;
using IpAccess.Storage;
using IpAccess.Testing.Attempts;
using IpAccess.Testing.Hosting;
using IpAccess.Testing.Stores;
using IpAccess.Text;
using Microsoft.Extensions.DependencyInjection;

namespace IpAccess.Tests.Attempts;

public sealed class ListAttemptsTests : IAsyncLifetime
{
    private const string List = "/v1/attempts";
    private readonly ScriptedTables tables = new(new MemoryTables());
    private TestService service = null!;
    private HttpClient owner = null!;

    public static TheoryData<int, string> Filters
    {
        get
        {
            var filters = new TheoryData<int, string>();
            foreach (var limit in (int[])[1, 7, 100, 1000])
            {
                foreach (var filter in (string[])["", "allowed=true", "allowed=false", "surface=a-1", "since=40", "allowed=false&surface=api", "allowed=true&since=25", "surface=SMTP&since=10&allowed=true", "surface=none", "since=0", "since=-1"])
                {
                    filters.Add(limit, filter);
                }
            }

            return filters;
        }
    }

    public async Task InitializeAsync()
    {
        service = await TestService.StartAsync(tables, TestService.NewClock());
        owner = await service.AccountAsync();
    }

    public async Task DisposeAsync()
    {
        owner.Dispose();
        await service.DisposeAsync();
    }

    /// <summary>A filter's <c>since</c> is in seconds before now.</summary>
    [Theory]
    [MemberData(nameof(Filters))]
    public async Task Pages_of_any_size_show_the_entries_of_the_model_newest_first(int limit, string filter)
    {
        ArgumentNullException.ThrowIfNull(filter);
        var random = new Random(limit);
        var model = new AttemptModel();
        for (var i = 0; i < 12; i++)
        {
            var message = Sample.Random(random, "acme", $"m{i}");
            model.Record(message);
            await RecordAsync(message);
        }

        var fields = filter.Split('&', StringSplitOptions.RemoveEmptyEntries).Select(field => field.Split('=')).ToDictionary(field => field[0], field => field[1]);
        var since = fields.TryGetValue("since", out var ago) ? Sample.Now - int.Parse(ago, CultureInfo.InvariantCulture) : (long?)null;
        var wanted = model.Entries().Values.Where(entry =>
            entry.LastAt >= (since ?? 0)
            && (!fields.TryGetValue("surface", out var surface) || surface == entry.Key.Surface)
            && (!fields.TryGetValue("allowed", out var allowed) || (allowed == "true") == entry.Allowed)).ToList();
        var query = string.Join('&', fields.Select(field => $"{field.Key}={(field.Key == "since" ? TimeText.Of(since!.Value) : field.Value)}"));

        var listed = await ListAsync($"limit={limit}&{query}", limit);

        Assert.Equal(wanted.Select(entry => entry.LastAt).OrderDescending().Select(TimeText.Of), listed.Select(entry => entry.GetProperty("last_at").GetString()));
        Assert.Equal(wanted.Select(Text).Order(StringComparer.Ordinal), listed.Select(entry => entry.GetRawText()).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task An_entry_has_its_members_in_their_order()
    {
        await RecordAsync(Sample.Message("acme", "m1", new Attempt
        {
            Key = new(Sample.Client("2001:DB8:0::7"), "smtp", "password"),
            FirstAt = Sample.Now - 60,
            LastAt = Sample.Now - 1,
            Count = 3,
            Allowed = true,
            Credential = "k1",
            UserAgent = "curl/8",
            RuleId = 17,
        }));
        await RecordAsync(Sample.Message("acme", "m2", Sample.At(Sample.Now, "::ffff:203.0.113.7") with { Allowed = false }));

        Assert.Equal(
            """
            {"attempts":[{"ip":"203.0.113.7","surface":null,"method":null,"allowed":false,"first_at":"2026-11-22T12:00:00Z","last_at":"2026-11-22T12:00:00Z","count":1,"location":null,"credential":null,"user_agent":null,"rule_id":null},{"ip":"2001:db8::7","surface":"smtp","method":"password","allowed":true,"first_at":"2026-11-22T11:59:00Z","last_at":"2026-11-22T11:59:59Z","count":3,"location":null,"credential":"k1","user_agent":"curl/8","rule_id":17}],"next_cursor":null}
            """,
            (await owner.CallAsync("GET", List)).Is(200).Text);
    }

    [Fact]
    public async Task No_attempts_are_an_empty_page() =>
        Assert.Equal("""{"attempts":[],"next_cursor":null}""", (await owner.CallAsync("GET", List)).Is(200).Text);

    [Fact]
    public async Task A_page_has_100_entries_unless_the_limit_says_otherwise_and_reads_few_more()
    {
        await AddAsync(400);
        var read = tables.Rows;

        var page = await owner.ReadAsync(List);

        Assert.Equal(100, page.GetProperty("attempts").GetArrayLength());
        Assert.NotNull(page.GetProperty("next_cursor").GetString());
        Assert.InRange(tables.Rows - read, 100, 120);
    }

    [Theory]
    [InlineData("surface=none", 0)]
    [InlineData("allowed=false", 0)]
    [InlineData("surface=rare", 1)]
    [InlineData("surface=rare&limit=1", 1)]
    public async Task A_filter_that_fits_hardly_anything_gives_what_it_found_and_a_cursor(string filter, int fitting)
    {
        await AddAsync(20_000);
        var (found, pages) = (0, 0);
        for (string? cursor = string.Empty; cursor is not null; pages++)
        {
            var (rows, ranges) = (tables.Rows, tables.Ranges);

            var page = await owner.ReadAsync($"{List}?{filter}{(cursor.Length > 0 ? $"&cursor={cursor}" : string.Empty)}");

            Assert.InRange(tables.Rows - rows, 0, 5_020);
            Assert.InRange(tables.Ranges - ranges, 0, 20);
            Assert.InRange(page.GetProperty("attempts").GetArrayLength(), 0, fitting);
            found += page.GetProperty("attempts").GetArrayLength();
            cursor = page.GetProperty("next_cursor").GetString();
        }

        Assert.Equal(fitting, found);
        Assert.InRange(pages, 4, 6);
    }

    [Theory]
    [InlineData("x=1", "x unknown_parameter 1")]
    [InlineData("Limit=1&limit=2", "limit duplicate_parameter 1,2")]
    [InlineData("allowed=true&allowed=true", "allowed duplicate_parameter true,true")]
    [InlineData("allowed=True", "allowed not_one_of True")]
    [InlineData("allowed=1", "allowed not_one_of 1")]
    [InlineData("allowed=", "allowed not_one_of")]
    [InlineData("surface=", "surface not_a_token")]
    [InlineData("surface=a%20b", "surface not_a_token a b")]
    [InlineData("since=yesterday", "since not_a_time yesterday")]
    [InlineData("since=2026-11-22T12:00:00", "since not_a_time 2026-11-22T12:00:00")]
    [InlineData("limit=0", "limit out_of_range 0")]
    [InlineData("limit=1001", "limit out_of_range 1001")]
    [InlineData("cursor=", "cursor not_a_cursor")]
    [InlineData("cursor=abc", "cursor not_a_cursor abc")]
    [InlineData("cursor=a%00", "cursor not_a_cursor a\0")]
    [InlineData("limit=x&surface=%2F&since=1", "surface not_a_token /", "since not_a_time 1", "limit out_of_range x")]
    public async Task A_query_that_is_not_right_is_refused_with_all_its_faults(string query, params string[] faults)
    {
        Assert.Equal(faults, (await owner.CallAsync("GET", $"{List}?{query}")).IsProblem(400, "invalid-request").Faults());
    }

    [Fact]
    public async Task Times_at_the_ends_of_the_calendar_are_taken()
    {
        await RecordAsync(Sample.Message("acme", "m1", Sample.At(Sample.Now)));

        Assert.Single(await ListAsync("since=0001-01-01T00:00:00Z", 100));
        Assert.Empty(await ListAsync("since=9999-12-31T23:59:59Z", 100));
        Assert.Single(await ListAsync("since=2026-11-22T13:00:00%2B01:00", 100));
        Assert.Empty(await ListAsync("since=2026-11-22T12:00:01Z", 100));
    }

    [Fact]
    public async Task A_cursor_of_another_listing_or_account_or_a_changed_one_is_refused()
    {
        await AddAsync(3);
        using var other = await service.AccountAsync("other");
        var cursor = (await owner.ReadAsync($"{List}?limit=1")).GetProperty("next_cursor").GetString()!;
        var position = Encoding.UTF8.GetString(Convert.FromBase64String(cursor.Replace('-', '+').Replace('_', '/').PadRight((cursor.Length + 3) / 4 * 4, '='))).Split('\n')[^1];
        string[] bad =
        [
            Cursor.Write("v1/attempts", "other", position), Cursor.Write("v1/audit", "acme", position), Cursor.Write("v1/attempts", "acme", position[..8]),
            Cursor.Write("v1/attempts", "acme", position + "~"), Cursor.Write("v1/attempts", "acme", string.Empty), Cursor.Write("v1/attempts", "acme", "x" + position[1..]),
            Cursor.Write("v1/attempts", "acme", position.Replace('-', '/')), Cursor.Write("v1/attempts", "acme", position + new string('a', 200)), Cursor.Write("v1/attempts", "acme", position[..11]), cursor + "=",
        ];

        Assert.Equal(Cursor.Write("v1/attempts", "acme", position), cursor);
        Assert.Equal(400, (await other.CallAsync("GET", $"{List}?cursor={cursor}")).Status);
        foreach (var changed in bad)
        {
            Assert.Equal(["cursor not_a_cursor"], (await owner.CallAsync("GET", $"{List}?cursor={changed}")).IsProblem(400, "invalid-request").Faults().Select(fault => string.Join(' ', fault.Split(' ')[..2])));
        }

        Assert.Equal(2, (await owner.ReadAsync($"{List}?cursor={cursor}")).GetProperty("attempts").GetArrayLength());
    }

    [Fact]
    public async Task Each_account_sees_its_own()
    {
        using var other = await service.AccountAsync("acme-1");
        await RecordAsync(Sample.Message("acme-1", "m1", Sample.At(Sample.Now)));

        Assert.Empty(await ListAsync(string.Empty, 100));
        Assert.Equal(1, (await other.ReadAsync(List)).GetProperty("attempts").GetArrayLength());
    }

    private static string Text(Attempt entry) => JsonSerializer.Serialize(
        new
        {
            ip = entry.Key.Client.ToString(),
            surface = entry.Key.Surface,
            method = entry.Key.Method,
            allowed = entry.Allowed,
            first_at = TimeText.Of(entry.FirstAt),
            last_at = TimeText.Of(entry.LastAt),
            count = entry.Count,
            location = (string?)null,
            credential = entry.Credential,
            user_agent = entry.UserAgent,
            rule_id = entry.RuleId,
        },
        ApiJson.Options);

    private Task RecordAsync(AttemptMessage message) => service.Services.GetRequiredService<AttemptStore>().RecordAsync(message, default);

    /// <summary>All pages of a listing, none of which may be too long.</summary>
    private async Task<List<JsonElement>> ListAsync(string query, int limit)
    {
        var entries = new List<JsonElement>();
        for (string? cursor = string.Empty; cursor is not null;)
        {
            var page = await owner.ReadAsync($"{List}?{query}{(cursor.Length > 0 ? $"&cursor={cursor}" : string.Empty)}");
            Assert.Equal("attempts next_cursor", Calls.MembersOf(page));
            entries.AddRange(page.GetProperty("attempts").EnumerateArray());
            Assert.InRange(page.GetProperty("attempts").GetArrayLength(), 0, limit);
            cursor = page.GetProperty("next_cursor").GetString();
        }

        return entries;
    }

    // All allowed, a second apart; the oldest but one on a surface of its own.
    private async Task AddAsync(int count)
    {
        var table = tables.Open(TableNames.Attempts, StorageTimeout.ForOperations);
        var rows = Enumerable.Range(0, count).Select(i => Sample.At(Sample.Now - i) with { Key = new(Address.IPv4((uint)i), i == count - 2 ? "rare" : "api", null) });
        foreach (var same in rows.GroupBy(attempt => AttemptRows.PartitionOf("acme", attempt.Key.Client)))
        {
            foreach (var batch in RowLimits.Batch(same.Select(attempt => RowChange.Insert(AttemptRows.Write(attempt, AttemptRows.RecentOf(attempt))))))
            {
                Assert.True(await table.TryApplyAsync(same.Key, batch, default));
            }
        }
    }
}
