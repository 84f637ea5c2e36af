using Microsoft.AspNetCore.Http;

namespace IpAccess.Http.Messages;

/// <summary>
/// Bounds the memory that the bodies of all requests under way take together. The first <see cref="FreeBytes"/> of each do not
/// count, so that a check is read however many lists are being written.
/// </summary>
/// <param name="most">The bytes that may be taken at once.</param>
internal sealed class BodyBudget(long most)
{
    /// <summary>The bytes of a body that do not count.</summary>
    public const int FreeBytes = 64 * 1024;

    private long taken;

    /// <summary>The bytes that are taken now.</summary>
    public long Taken => Interlocked.Read(ref taken);

    /// <summary>Takes so many bytes until the request is answered, since what is made of its body may refer to them; false where fewer are left.</summary>
    public bool TryTake(long bytes, HttpRequest request)
    {
        if (Interlocked.Add(ref taken, bytes) > most)
        {
            Return(bytes);
            return false;
        }

        request.HttpContext.Response.OnCompleted(() =>
        {
            Return(bytes);
            return Task.CompletedTask;
        });
        return true;
    }

    private void Return(long bytes) => Interlocked.Add(ref taken, -bytes);
}
