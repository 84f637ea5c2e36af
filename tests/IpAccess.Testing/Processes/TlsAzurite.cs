using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.RegularExpressions;
using IpAccess.SelfHost;
using IpAccess.Storage.Clients;

namespace IpAccess.Testing.Processes;

/// <summary>An Azurite that takes tokens, which it does over TLS only, with a certificate of its own.</summary>
internal sealed partial class TlsAzurite : IAsyncDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("ipaccess-tls-").FullName;
    private readonly ConcurrentDictionary<string, string> endpoints = [];
    private readonly TaskCompletionSource listening = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Process? process;

    /// <summary>The file of its certificate, for who is to believe it.</summary>
    public string Certificate => Path.Combine(folder, "certificate.pem");

    /// <summary>Where its tables are.</summary>
    public string Tables => $"{endpoints["Table"]}/{AzuriteAccount.Name}";

    /// <summary>Where its queues are.</summary>
    public string Queues => $"{endpoints["Queue"]}/{AzuriteAccount.Name}";

    private string Key => Path.Combine(folder, "key.pem");

    public static async Task<TlsAzurite> StartAsync()
    {
        var azurite = new TlsAzurite();
        await azurite.CertifyAsync();
        var installation = await AzuriteInstallation.EnsureAsync(
            AzuriteFixture.Installation, TextWriter.Null, TimeProvider.System, CancellationToken.None);
        azurite.Launch(installation);
        await azurite.listening.Task.WaitAsync(SelfHostProcess.Patience);
        return azurite;
    }

    public async ValueTask DisposeAsync()
    {
        if (process is not null)
        {
            process.StandardInput.Close();
            await process.WaitForExitAsync().WaitAsync(SelfHostProcess.Patience);
            process.Dispose();
        }

        Directory.Delete(folder, recursive: true);
    }

    [GeneratedRegex("^Azurite (?<service>Queue|Table) service is successfully listening at (?<endpoint>https://127\\.0\\.0\\.1:[0-9]+)$")]
    private static partial Regex Listening { get; }

    private async Task CertifyAsync()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=127.0.0.1", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        var now = TimeProvider.System.GetUtcNow();
        using var certificate = request.CreateSelfSigned(now.AddHours(-1), now.AddHours(1));
        await File.WriteAllTextAsync(Certificate, certificate.ExportCertificatePem());
        await File.WriteAllTextAsync(Key, key.ExportPkcs8PrivateKeyPem());
    }

    private void Launch(string installation)
    {
        process = NodeTools.Start(
            "node",
            [
                "start.js", "--silent", "--disableTelemetry", "--skipApiVersionCheck", "--location", folder,
                "--oauth", "basic", "--cert", Certificate, "--key", Key,
                "--blobHost", "127.0.0.1", "--blobPort", "0",
                "--queueHost", "127.0.0.1", "--queuePort", "0",
                "--tableHost", "127.0.0.1", "--tablePort", "0",
            ],
            installation);
        process.OutputDataReceived += (_, line) => Read(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    private void Read(string? line)
    {
        if (line is not null && Listening.Match(line) is { Success: true } match)
        {
            endpoints[match.Groups["service"].Value] = match.Groups["endpoint"].Value;
            if (endpoints.Count == 2)
            {
                _ = listening.TrySetResult();
            }
        }
    }
}
