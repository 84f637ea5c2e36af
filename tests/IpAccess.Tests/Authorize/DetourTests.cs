using IpAccess.Authorize;

namespace IpAccess.Tests.Authorize;

/// <summary>Targets that begin as a decision's, and lead elsewhere; with the path that a server makes of each.</summary>
public sealed class DetourTests
{
    [Theory]
    [InlineData("/v1/authorize/%2e%2e/check", "/v1/check")]
    [InlineData("/v1/authorize/../keys", "/v1/keys")]
    [InlineData("/v1/authorize/../keys?/v1/authorize", "/v1/keys")]
    [InlineData("/v1/authorize/a/../../check?ip=1", "/v1/check")]
    [InlineData("/v1/authorize/..", "/v1/")]
    [InlineData("/v1/authorize/../..", "/")]
    [InlineData("/V1/AUTHORIZE/../check", "/v1/check")]
    [InlineData("/v1/%61uthorize/../check", "/v1/check")]
    [InlineData("/%76%31/authorize/../check", "/v1/check")]
    [InlineData("/v1%2fauthorize/../check", "/check")]
    [InlineData("/v1\\authorize/../check", "/check")]
    [InlineData("/./v1/./authorize/../check", "/v1/check")]
    [InlineData("//v1//authorize/../check", "//v1//check")]
    [InlineData("//v1/authorize/x", "//v1/authorize/x")]
    [InlineData("/v1/authorize;a/../check", "/v1/check")]
    [InlineData("/v1/authorizes/../check", "/v1/check")]
    [InlineData("http://any/v1/authorize/../check", "/v1/check")]
    [InlineData("http://any\\v1/authorize/../check", "/v1/check")]
    [InlineData("HTTPS://any:8080/v1/authorize/%2E./check?x=/", "/v1/check")]
    public void One_that_leads_elsewhere_is_found(string target, string path) => Assert.True(Detour.IsOne(target, path));

    [Theory]
    [InlineData("/v1/authorize", "/v1/authorize")]
    [InlineData("/v1/authorize?next=/../check", "/v1/authorize")]
    [InlineData("/v1/authorize/a/../b", "/v1/authorize/b")]
    [InlineData("/v1/authorize//x", "/v1/authorize//x")]
    [InlineData("/v1/authorize/..;/check", "/v1/authorize/..;/check")]
    [InlineData("/v1/authorize/..\\check", "/v1/authorize/..\\check")]
    [InlineData("/v1/authorize/%252e%252e/check", "/v1/authorize/%2e%2e/check")]
    [InlineData("/V1/Authorize/x", "/V1/Authorize/x")]
    [InlineData("/x/../v1/authorize", "/v1/authorize")]
    [InlineData("/v1/check?x=/v1/authorize/../check", "/v1/check")]
    [InlineData("/v1/check", "/v1/check")]
    [InlineData("/v1/check/v1/authorize", "/v1/check/v1/authorize")]
    [InlineData("/v1/allowlist/rules/../rules", "/v1/allowlist/rules")]
    [InlineData("http://any/v1/check", "/v1/check")]
    [InlineData("http://v1/authorize/../check", "/check")]
    [InlineData("http://any", "/")]
    [InlineData("http://any?x=/v1/authorize", "/")]
    [InlineData("/x?y=http://any/v1/authorize", "/x")]
    [InlineData("*", "")]
    [InlineData("", "/v1/check")]
    public void Any_other_is_none(string target, string path) => Assert.False(Detour.IsOne(target, path));
}
