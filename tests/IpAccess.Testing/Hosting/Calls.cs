using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Time.Testing;

namespace IpAccess.Testing.Hosting;

/// <summary>Calls whose answer must have a status; what comes back is its JSON.</summary>
internal static class Calls
{
    public static Task<JsonElement> ReadAsync(this HttpClient client, string path, HttpStatusCode status = HttpStatusCode.OK) =>
        client.CallAsync(HttpMethod.Get, path, body: null, status);

    public static Task<JsonElement> PostAsync(
        this HttpClient client, string path, object? body, HttpStatusCode status = HttpStatusCode.Created) =>
        client.CallAsync(HttpMethod.Post, path, body, status);

    public static Task<JsonElement> PatchAsync(
        this HttpClient client, string path, object body, HttpStatusCode status = HttpStatusCode.OK) =>
        client.CallAsync(HttpMethod.Patch, path, body, status);

    public static Task<JsonElement> DeleteAsync(
        this HttpClient client, string path, HttpStatusCode status) =>
        client.CallAsync(HttpMethod.Delete, path, body: null, status);

    public static async Task<JsonElement> CallAsync(
        this HttpClient client, HttpMethod method, string path, object? body, HttpStatusCode status)
    {
        using var request = new HttpRequestMessage(method, path);
        request.Content = body switch
        {
            null => null,
            string json => new StringContent(json, Encoding.UTF8, "application/json"),
            _ => JsonContent.Create(body),
        };
        using var response = await client.SendAsync(request);
        return await TestService.ReadAsync(response, status);
    }

    /// <summary>Lets time pass until a call is answered that waits for it, such as one that lost a race.</summary>
    public static async Task<T> WhileTimePasses<T>(this Task<T> call, FakeTimeProvider clock)
    {
        while (!call.IsCompleted)
        {
            clock.Advance(TimeSpan.FromMilliseconds(10));
            await Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System);
        }

        return await call;
    }

    /// <inheritdoc cref="WhileTimePasses{T}"/>
    public static Task WhileTimePasses(this Task call, FakeTimeProvider clock)
    {
        return DoneAsync().WhileTimePasses(clock);

        async Task<bool> DoneAsync()
        {
            await call;
            return true;
        }
    }

    /// <summary>The id of the first fault's place and code of each fault of a problem, in order.</summary>
    public static IEnumerable<string> FaultsOf(JsonElement problem) =>
        problem.GetProperty("errors").EnumerateArray().Select(fault => $"{fault.GetProperty("at")} {fault.GetProperty("code")}");

    public static string Slug(JsonElement problem) => problem.GetProperty("type").GetString()!["urn:ipaccess:problem:".Length..];

    /// <summary>The names of an object's members, in order.</summary>
    public static string MembersOf(JsonElement element) =>
        string.Join(' ', element.EnumerateObject().Select(member => member.Name));
}
