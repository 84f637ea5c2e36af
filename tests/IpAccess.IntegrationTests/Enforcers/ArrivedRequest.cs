using Microsoft.AspNetCore.Http;

namespace IpAccess.IntegrationTests.Enforcers;

/// <summary>A request as it arrived somewhere.</summary>
/// <param name="Method">The method.</param>
/// <param name="Target">The raw target.</param>
/// <param name="Headers">The headers.</param>
/// <param name="Body">The body.</param>
internal sealed record ArrivedRequest(string Method, string Target, IHeaderDictionary Headers, string Body);
