namespace IpAccess.Testing;

/// <summary>How much a repeated test repeats: little in an ordinary run, all of it where <c>IPACCESS_LONG=1</c>.</summary>
internal static class Effort
{
    private static readonly bool IsLong = Environment.GetEnvironmentVariable("IPACCESS_LONG") == "1";

    public static int Of(int ordinary, int full) => IsLong ? full : ordinary;
}
