using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Options;

namespace IpAccess.SelfHost;

/// <summary>Which faults of the start are told in plain sentences; all others keep their stack trace.</summary>
internal static class StartupFaults
{
    /// <summary>The sentences, one a line; null for a fault that nobody foresaw.</summary>
    public static string? Describe(Exception exception) => exception switch
    {
        StartupException => exception.Message,
        OptionsValidationException settings => string.Join(Environment.NewLine, settings.Failures),
        AggregateException several => DescribeAll(several),
        InvalidDataException { InnerException: { } inner } => $"{exception.Message} {inner.Message}",
        IOException { InnerException: AddressInUseException } => $"{exception.Message} Choose another one with --urls.",
        InvalidOperationException { Source: "Microsoft.Extensions.Configuration.Binder", InnerException: not null } => exception.Message,
        SocketException => $"The self-host can not listen on the configured address: {exception.Message}.",
        _ => null,
    };

    private static string? DescribeAll(AggregateException several)
    {
        var sentences = several.InnerExceptions.Select(Describe).ToList();
        return sentences.Contains(null) ? null : string.Join(Environment.NewLine, sentences);
    }
}
