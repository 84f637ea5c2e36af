using Microsoft.AspNetCore.Http;

namespace IpAccess.AspNetCore.Endpoints;

/// <summary>Decides on each request, by what its endpoint says where routing came before.</summary>
internal sealed class IpAccessMiddleware(RequestDelegate next, Enforcement enforcement)
{
    /// <summary>Lets a request go on, or answers it.</summary>
    public Task InvokeAsync(HttpContext context) => Guard.InvokeAsync(context, context.GetEndpoint().NearestAccess(), next, enforcement);
}

/// <summary>What stands before something that not everybody may reach.</summary>
internal static class Guard
{
    /// <summary>Goes on where the request may. Without a task of its own where the answer is there at once.</summary>
    public static Task InvokeAsync(HttpContext context, IAccessMetadata? said, RequestDelegate next, Enforcement enforcement)
    {
        var decided = enforcement.EnforceAsync(context, said);
        return decided.IsCompletedSuccessfully
            ? decided.Result ? next(context) : Task.CompletedTask
            : AwaitedAsync(context, decided, next);
    }

    private static async Task AwaitedAsync(HttpContext context, ValueTask<bool> decided, RequestDelegate next)
    {
        if (await decided)
        {
            await next(context);
        }
    }
}
