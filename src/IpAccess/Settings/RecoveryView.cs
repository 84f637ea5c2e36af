using IpAccess.Decisions;
using IpAccess.Text;

namespace IpAccess.Settings;

/// <summary>An address let in for a while, as the API shows it.</summary>
internal sealed record RecoveryView(string Address, string Until, string? Reason)
{
    /// <summary>The view of a recovery.</summary>
    public static RecoveryView Of(Recovery recovery) =>
        new(recovery.Address.ToString(), TimeText.Of(recovery.Until), recovery.Reason);
}
