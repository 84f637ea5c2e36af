namespace IpAccess.SelfHost;

/// <summary>The storage of a self-host whose settings name none.</summary>
internal static class LocalStorage
{
    /// <summary>
    /// Starts a local Azurite and makes it the setting <c>Storage</c>. Where that setting or one below it is given, nothing is
    /// started and null comes back.
    /// </summary>
    /// <exception cref="StartupException">Azurite can not be started.</exception>
    public static async Task<LocalAzurite?> StartUnlessNamedAsync(IHostApplicationBuilder builder, TextWriter notices)
    {
        var named = builder.Configuration.GetSection("Storage");
        if (!string.IsNullOrWhiteSpace(named.Value) || named.GetChildren().Any())
        {
            return null;
        }

        var folders = LocalAzuriteFolders.Under(builder.Environment.ContentRootPath);
        var azurite = await LocalAzurite.StartAsync(folders, notices, TimeProvider.System, CancellationToken.None);
        _ = builder.Configuration.AddInMemoryCollection([new("Storage", azurite.ConnectionString)]);
        return azurite;
    }
}
