namespace IpAccess.Storage.Clients;

/// <summary>Queues whose operations count against the <see cref="StorageBudget"/> of the request that they are made for.</summary>
internal sealed class BudgetedQueues(IQueues queues) : IQueues
{
    /// <inheritdoc/>
    public IMessageQueue Open(string name) => new Queue(queues.Open(name));

    /// <inheritdoc/>
    public Task CreateMissingAsync(CancellationToken cancellationToken) => queues.CreateMissingAsync(cancellationToken);

    private sealed class Queue(IMessageQueue queue) : IMessageQueue
    {
        public Task SendAsync(string text, CancellationToken cancellationToken) =>
            StorageBudget.SpendCurrentAsync(token => DoneAsync(queue.SendAsync(text, token)), cancellationToken);

        public Task<IReadOnlyList<QueuedMessage>> ReceiveAsync(int most, TimeSpan hiddenFor, CancellationToken cancellationToken) =>
            StorageBudget.SpendCurrentAsync(token => queue.ReceiveAsync(most, hiddenFor, token), cancellationToken);

        public Task DeleteAsync(QueuedMessage message, CancellationToken cancellationToken) =>
            StorageBudget.SpendCurrentAsync(token => DoneAsync(queue.DeleteAsync(message, token)), cancellationToken);

        public Task<int> CountAsync(CancellationToken cancellationToken) => StorageBudget.SpendCurrentAsync(queue.CountAsync, cancellationToken);

        private static async Task<bool> DoneAsync(Task operation)
        {
            await operation;
            return true;
        }
    }
}
