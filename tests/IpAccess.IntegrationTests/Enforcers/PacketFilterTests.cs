using System.Net.Http.Json;
using IpAccess.IntegrationTests.Exports;
using IpAccess.Testing.Hosting;
using IpAccess.Testing.Processes;

namespace IpAccess.IntegrationTests.Enforcers;

/// <summary>The packet filter of a machine, by the files that are shipped for it and the script that pulls its list.</summary>
public sealed class PacketFilterTests : IDisposable
{
    private const int TimedOut = 124;
    private readonly string folder = Directory.CreateTempSubdirectory("ipaccess-filter-").FullName;

    [NamespaceFact]
    public async Task A_connection_comes_through_from_a_listed_address_and_from_no_other_and_only_the_ports_that_are_named_are_closed()
    {
        await using var service = await KestrelService.StartAsync();
        using var owner = new HttpClient { BaseAddress = service.Address };
        owner.DefaultRequestHeaders.Authorization = new("Bearer", service.Key);
        using var settings = await owner.PatchAsJsonAsync("/v1/allowlist", new { lockout_guard = false });
        await owner.PasteAsync(["10.9.0.1", "fd09::1"]);
        using var machine = NetworkNamespace.Make();
        using var clients = NetworkNamespace.Make();
        Connect(clients, machine);
        var script = new PullScript(service.Address, service.Key, folder) { Reload = $"ip netns exec {machine.Name} nft -f {Path.Combine(folder, "allow.nft")}" };

        LoadFilter(machine);
        var withoutList = Knock(clients, "10.9.0.1", "10.9.0.2", 443);
        await script.PullAsync("nftables", "allow.nft");
        LoadFilter(machine);

        Assert.Equal(TimedOut, withoutList);
        Assert.NotEqual(TimedOut, Knock(clients, "10.9.0.1", "10.9.0.2", 443));
        Assert.NotEqual(TimedOut, Knock(clients, "fd09::1", "fd09::2", 443));
        Assert.Equal(TimedOut, Knock(clients, "10.9.0.3", "10.9.0.2", 443));
        Assert.Equal(TimedOut, Knock(clients, "fd09::3", "fd09::2", 443));
        Assert.NotEqual(TimedOut, Knock(clients, "10.9.0.3", "10.9.0.2", 22));
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private static void LoadFilter(NetworkNamespace machine) => machine.Nft("-f", ShippedFile.PathOf("nftables/ipaccess.nft")).Succeeds();

    // Nobody listens: what comes through is refused at once, and what is dropped has no answer.
    private static int Knock(NetworkNamespace clients, string from, string to, int port)
    {
        clients.Run("ip", "route", "replace", to, "dev", "v0", "src", from).Succeeds();
        return clients.Run("timeout", "2", "bash", "-c", FormattableString.Invariant($"echo > /dev/tcp/{to}/{port}")).ExitCode;
    }

    private static void Connect(NetworkNamespace clients, NetworkNamespace machine)
    {
        ProgramRun.Of("ip", ["-n", clients.Name, "link", "add", "v0", "type", "veth", "peer", "name", "v1", "netns", machine.Name]).Succeeds();
        Open(clients, "v0", "10.9.0.1", "10.9.0.3", "fd09::1", "fd09::3");
        Open(machine, "v1", "10.9.0.2", "fd09::2");
    }

    private static void Open(NetworkNamespace place, string device, params string[] addresses)
    {
        foreach (var address in addresses)
        {
            string[] arguments = address.Contains(':', StringComparison.Ordinal) ? [address + "/64", "dev", device, "nodad"] : [address + "/24", "dev", device];
            place.Run("ip", ["address", "add", .. arguments]).Succeeds();
        }

        place.Run("ip", "link", "set", device, "up").Succeeds();
    }
}
