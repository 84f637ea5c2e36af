namespace IpAccess.Enforcers.Sightings;

/// <summary>Where it is noted who enforces a list: the seam for whichever feature hands out lists or decisions.</summary>
internal interface IEnforcerLog
{
    /// <summary>Takes note of a sighting. It returns at once, whatever storage does, and never fails.</summary>
    void Seen(EnforcerSighting sighting);
}
