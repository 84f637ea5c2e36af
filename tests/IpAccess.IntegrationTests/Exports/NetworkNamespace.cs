namespace IpAccess.IntegrationTests.Exports;

/// <summary>A network of its own, with nftables and nothing else in it. Gone with the test.</summary>
internal sealed class NetworkNamespace : IDisposable
{
    private readonly string name;

    private NetworkNamespace(string name) => this.name = name;

    /// <summary>Makes one.</summary>
    /// <exception cref="InvalidOperationException">It can not be made here.</exception>
    public static NetworkNamespace Make()
    {
        var name = "ipaccess-" + Guid.NewGuid().ToString("n");
        var run = ProgramRun.Of("ip", ["netns", "add", name]);
        return run.ExitCode == 0 ? new(name) : throw new InvalidOperationException(run.Errors);
    }

    /// <summary>Its name for <c>ip netns</c>.</summary>
    public string Name => name;

    /// <summary>Runs a program in it.</summary>
    public ProgramRun Run(string program, params string[] arguments) => ProgramRun.Of("ip", ["netns", "exec", name, program, .. arguments]);

    /// <summary>Runs <c>nft</c> in it.</summary>
    public ProgramRun Nft(params string[] arguments) => ProgramRun.Of("ip", ["netns", "exec", name, "nft", .. arguments]);

    /// <summary>Has <c>nft</c> read this as a file.</summary>
    public ProgramRun Load(string file) => ProgramRun.Of("ip", ["netns", "exec", name, "nft", "-f", "-"], file);

    /// <summary>Sends a datagram from 127.0.0.1 to itself, within the network.</summary>
    public void SendDatagram()
    {
        _ = ProgramRun.Of("ip", ["-n", name, "link", "set", "lo", "up"]).Succeeds();
        _ = ProgramRun.Of("ip", ["netns", "exec", name, "bash", "-c", "echo > /dev/udp/127.0.0.1/9"]).Succeeds();
    }

    public void Dispose() => _ = ProgramRun.Of("ip", ["netns", "delete", name]);
}
