namespace IpAccess.FaultTests;

/// <summary>The tests that share one <see cref="FaultScene"/>, one after the other: <c>[Collection(FaultGroup.Name)]</c>.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class FaultGroup : ICollectionFixture<FaultScene>
{
    public const string Name = "Faults";
}
