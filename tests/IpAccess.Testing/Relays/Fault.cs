namespace IpAccess.Testing.Relays;

/// <summary>What a request to storage meets on its way.</summary>
internal enum FaultKind
{
    /// <summary>Nothing: it is answered.</summary>
    None,

    /// <summary>Nobody listens: connections are refused, those that live end.</summary>
    Refuse,

    /// <summary>It arrives, and is never answered.</summary>
    BlackHole,

    /// <summary>It is answered five seconds late.</summary>
    Delay,

    /// <summary>Its connection is reset before it reaches storage.</summary>
    Reset,

    /// <summary>Half of the answer's body arrives, then its connection is reset.</summary>
    Cut,

    /// <summary>Storage does it, and the answer is lost.</summary>
    Drop,

    /// <summary>Something on the way answers in storage's place.</summary>
    Odd,
}

/// <summary>A fault of storage or on the way there.</summary>
/// <param name="Kind">What happens.</param>
/// <param name="Answer">What is answered, where the kind is <see cref="FaultKind.Odd"/>.</param>
internal sealed record Fault(FaultKind Kind, OddAnswer? Answer = null)
{
    /// <summary>No fault.</summary>
    public static Fault None { get; } = new(FaultKind.None);

    /// <summary>Storage itself says that it is too busy (https://learn.microsoft.com/rest/api/storageservices/common-rest-api-error-codes).</summary>
    public static Fault Busy { get; } = new(
        FaultKind.Odd, new("503 ServerBusy", 503, "application/xml", "<?xml version=\"1.0\"?><Error><Code>ServerBusy</Code></Error>", IsStorages: true));
}

/// <summary>An answer that storage would not give, or not to this question.</summary>
/// <param name="Name">Its name in the tests.</param>
/// <param name="Status">The status.</param>
/// <param name="Type">The media type.</param>
/// <param name="Body">The body.</param>
/// <param name="IsStorages">Whether it has the headers that storage gives every answer.</param>
internal sealed record OddAnswer(string Name, int Status, string Type, string Body, bool IsStorages = false)
{
    /// <summary>All of them.</summary>
    public static IReadOnlyList<OddAnswer> All { get; } =
    [
        new("400", 400, "text/html", "<html>Bad Request</html>"),
        new("401", 401, "application/json", """{"message":"Sign in"}"""),
        new("403", 403, "text/html", "<html>Forbidden</html>"),
        new("404 JSON", 404, "application/json", """{"error":{"code":"ResourceNotFound","message":"No such route"}}"""),
        new("409", 409, "application/json", """{"error":{"code":"EntityAlreadyExists"}}"""),
        new("412", 412, "application/json", "{}"),
        new("429", 429, "application/json", """{"message":"Too many requests"}"""),
        new("500", 500, "text/plain", "Internal Server Error"),
        new("502 JSON", 502, "application/json", """{"message":"Bad Gateway"}"""),
        new("502 HTML", 502, "text/html", "<html>Bad Gateway</html>"),
        Fault.Busy.Answer!,
        new("504", 504, "text/html", string.Empty),
        new("200 empty", 200, "application/json", string.Empty, IsStorages: true),
        new("200 cut", 200, "application/json", """{"odata.metadata":"x","value":[{"PartitionKey":"a""", IsStorages: true),
        new("200 HTML", 200, "text/html", "<html>Welcome</html>"),
        new("200 empty list", 200, "application/json", """{"value":[]}"""),
        new("301", 301, "text/html", "<html>Moved</html>"),
        new("204", 204, "text/plain", string.Empty, IsStorages: true),
    ];

    /// <summary>The one of a name.</summary>
    public static OddAnswer Of(string name) => All.Single(answer => answer.Name == name);
}
