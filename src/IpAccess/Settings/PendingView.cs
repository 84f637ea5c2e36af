using IpAccess.Allowlists;
using IpAccess.Text;

namespace IpAccess.Settings;

/// <summary>A version that awaits its confirmation, as the API shows it.</summary>
internal sealed record PendingView(long Version, long RevertsTo, string ConfirmBy)
{
    /// <summary>The view of a pending version; null for none.</summary>
    public static PendingView? Of(PendingVersion? pending) =>
        pending is null ? null : new(pending.Version, pending.RevertsTo, TimeText.Of(pending.Until));
}
