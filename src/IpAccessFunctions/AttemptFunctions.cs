using Azure.Storage.Queues.Models;
using IpAccess.Attempts;
using IpAccess.Storage;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace IpAccessFunctions;

/// <summary>Access attempts, as functions.</summary>
public sealed class AttemptFunctions(AttemptEndpoints attempts, ReportEndpoints reports, AllowEndpoints allow, AttemptIngest ingest)
{
    /// <inheritdoc cref="AttemptEndpoints.ListAttemptsAsync"/>
    [Function("ListAttempts")]
    public Task<IResult> ListAttemptsAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = AttemptRoutes.Attempts)] HttpRequest request,
        CancellationToken cancellationToken) =>
        attempts.ListAttemptsAsync(request, cancellationToken);

    /// <inheritdoc cref="ReportEndpoints.ReportAttemptsAsync"/>
    [Function("ReportAttempts")]
    public Task<IResult> ReportAttemptsAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = AttemptRoutes.Attempts)] HttpRequest request,
        CancellationToken cancellationToken) =>
        reports.ReportAttemptsAsync(request, cancellationToken);

    /// <inheritdoc cref="AllowEndpoints.AllowAttemptAsync"/>
    [Function("AllowAttempt")]
    public Task<IResult> AllowAttemptAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = AttemptRoutes.Allow)] HttpRequest request,
        string ip,
        CancellationToken cancellationToken) =>
        allow.AllowAttemptAsync(request, ip, cancellationToken);

    /// <inheritdoc cref="AttemptIngest.IngestAttemptsAsync"/>
    [Function("IngestAttempts")]
    public Task IngestAttemptsAsync(
        [QueueTrigger(QueueNames.AccessAttempts, Connection = "Storage")] QueueMessage message,
        CancellationToken cancellationToken) =>
        ingest.IngestAttemptsAsync(message, cancellationToken);
}
