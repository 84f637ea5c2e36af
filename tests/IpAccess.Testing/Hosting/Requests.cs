using System.Text;
using System.Text.Json;

namespace IpAccess.Testing.Hosting;

/// <summary>Requests as the tests write them.</summary>
internal static class Requests
{
    /// <summary>Sends a request and reads the answer.</summary>
    /// <param name="client">Who sends it.</param>
    /// <param name="method">The method.</param>
    /// <param name="path">The path and query.</param>
    /// <param name="body">Bytes or text as they are, anything else as JSON, null for none.</param>
    /// <param name="type">The content type; JSON where it is null, none where it is empty.</param>
    /// <param name="headers">Other headers.</param>
    public static async Task<Reply> CallAsync(
        this HttpClient client, string method, string path, object? body = null, string? type = null, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(new(method), path) { Content = ContentOf(body, type ?? "application/json") };
        foreach (var (name, value) in headers)
        {
            if (!request.Headers.TryAddWithoutValidation(name, value))
            {
                request.Content!.Headers.TryAddWithoutValidation(name, value);
            }
        }

        using var response = await client.SendAsync(request);
        return await Reply.OfAsync(response);
    }

    private static ByteArrayContent? ContentOf(object? body, string type)
    {
        if (body is null)
        {
            return null;
        }

        var content = new ByteArrayContent(body switch
        {
            byte[] bytes => bytes,
            string text => Encoding.UTF8.GetBytes(text),
            _ => JsonSerializer.SerializeToUtf8Bytes(body),
        });
        if (type.Length > 0)
        {
            content.Headers.TryAddWithoutValidation("Content-Type", type);
        }

        return content;
    }
}
