namespace IpAccess.AspNetCore.Endpoints;

/// <summary>The names of surfaces as code and configuration give them.</summary>
internal static class Surfaces
{
    /// <summary>The name itself.</summary>
    /// <exception cref="ArgumentException">It can not be one.</exception>
    public static string Checked(string surface) => OptionsValidator.IsName(surface)
        ? surface
        : throw new ArgumentException($"'{surface}' can not be the name of a surface, which is 1-64 of A-Z a-z 0-9 . _ -", nameof(surface));
}
