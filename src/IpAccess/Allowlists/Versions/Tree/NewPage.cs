using IpAccess.Allowlists.Versions.Pages;

namespace IpAccess.Allowlists.Versions.Tree;

/// <summary>A page that is not stored yet.</summary>
/// <param name="Ref">The reference to it.</param>
/// <param name="Page">What is on it.</param>
/// <param name="Bytes">The same, encoded.</param>
internal sealed record NewPage(PageRef Ref, Page Page, byte[] Bytes);
