using IpAccess.Accounts;
using IpAccess.Allowlists.Versions;
using IpAccess.Attempts.Entries;
using IpAccess.Enforcers.Entries;
using IpAccess.Operators;

namespace IpAccess.Tests.Documents;

/// <summary>How long things are kept, as <c>docs/retention.md</c> says it.</summary>
public sealed class RetentionTableTests
{
    [Fact]
    public void The_times_are_those_of_the_code()
    {
        var attempts = AttemptStore.KeptFor.TotalDays;

        Assert.Equal(
            [
                $"{VersionRetention.VersionsKeptFor.TotalDays} days after they were replaced, and the newest {VersionRetention.VersionsKept} whatever their age",
                "at least an hour",
                $"{VersionRetention.AuditKeptFor.TotalDays} days",
                $"{OperatorLog.KeptFor.TotalDays} days, also when their account is gone",
                $"{attempts} days after the latest one of an entry",
                $"{attempts + 1} days",
                $"{EnforcerStore.KeptFor.TotalDays} days after it was seen last",
                $"{new IpAccessOptions().Retention.DeletedAccountDays} days, or as `IpAccess:Retention:DeletedAccountDays` says",
                $"{AccountKeeping.ImportedFor.TotalDays} day",
                "until the operator puts them back",
            ],
            MarkdownPage.Read("docs/retention.md").Table("what").Select(row => row[1]));
    }
}
