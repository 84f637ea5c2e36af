using Azure.Storage.Queues.Models;
using IpAccess;
using IpAccess.Attempts;
using IpAccess.Storage;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace IpAccessFunctions;

/// <summary>Access attempts, as functions.</summary>
public sealed class AttemptFunctions(AttemptEndpoints attempts, AllowEndpoints allow, PoisonEndpoints poison, AttemptIngest ingest)
{
    /// <inheritdoc cref="AttemptEndpoints.ListAttemptsAsync"/>
    [Function("ListAttempts")]
    public Task<IResult> ListAttemptsAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = Routes.Attempts)] HttpRequest request,
        CancellationToken cancellationToken) =>
        attempts.ListAttemptsAsync(request, cancellationToken);

    /// <inheritdoc cref="AttemptEndpoints.ReportAttemptsAsync"/>
    [Function("ReportAttempts")]
    public Task<IResult> ReportAttemptsAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = Routes.Attempts)] HttpRequest request,
        CancellationToken cancellationToken) =>
        attempts.ReportAttemptsAsync(request, cancellationToken);

    /// <inheritdoc cref="AllowEndpoints.AllowAttemptAsync"/>
    [Function("AllowAttempt")]
    public Task<IResult> AllowAttemptAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = Routes.AttemptAllow)] HttpRequest request,
        string ip,
        CancellationToken cancellationToken) =>
        allow.AllowAttemptAsync(request, ip, cancellationToken);

    /// <inheritdoc cref="PoisonEndpoints.ListPoisonAsync"/>
    [Function("ListPoison")]
    public Task<IResult> ListPoisonAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = Routes.Poison)] HttpRequest request,
        CancellationToken cancellationToken) =>
        poison.ListPoisonAsync(request, cancellationToken);

    /// <inheritdoc cref="PoisonEndpoints.ReplayPoisonAsync"/>
    [Function("ReplayPoison")]
    public Task<IResult> ReplayPoisonAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = Routes.PoisonReplay)] HttpRequest request,
        CancellationToken cancellationToken) =>
        poison.ReplayPoisonAsync(request, cancellationToken);

    /// <inheritdoc cref="AttemptIngest.IngestAttemptsAsync"/>
    [Function("IngestAttempts")]
    public Task IngestAttemptsAsync(
        [QueueTrigger(QueueNames.AccessAttempts, Connection = "Storage")] QueueMessage message,
        CancellationToken cancellationToken) =>
        ingest.IngestAttemptsAsync(message, cancellationToken);
}
