// Puts access attempts into the queue of IpAccess. Each line of standard input is one attempt, a JSON object:
//
//   npm ci && Storage="<connection string>" node producer.js ACCOUNT [QUEUE] < attempts.jsonl
//
// With an identity (role "Storage Queue Data Message Sender") and the package @azure/identity instead of a secret:
//   new QueueClient(`https://<storage account>.queue.core.windows.net/${queueName}`, new DefaultAzureCredential())
import { randomUUID } from "node:crypto";
import { createInterface } from "node:readline";
import { QueueClient } from "@azure/storage-queue";

const MAX_ATTEMPTS = 30;
const MAX_BYTES = 48 * 1024;

const [account, queueName = "access-attempts"] = process.argv.slice(2);
if (!account || !process.env.Storage) {
  throw new Error("Usage: Storage=<connection string> node producer.js ACCOUNT [QUEUE] < attempts.jsonl");
}
const queue = new QueueClient(process.env.Storage, queueName);

// The id makes a message harmless that arrives twice: whoever sends a message again sends this same text.
function toMessage(attempts) {
  const json = JSON.stringify({ v: 1, id: randomUUID(), account, attempts });
  // Queues carry messages in XML, which has no place for some characters: in ASCII every one arrives, and one is one byte.
  return json.replace(/[^\x20-\x7e]/g, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`);
}

async function send(attempts) {
  const message = toMessage(attempts);
  if (message.length > MAX_BYTES) {
    throw new Error(`An attempt is too long for a message: ${message.slice(0, 200)}`);
  }
  // -1: the message waits for as long as it takes, not only for seven days. Retries of the client send the same text.
  await queue.sendMessage(message, { messageTimeToLive: -1 });
}

let attempts = [];
for await (const line of createInterface({ input: process.stdin })) {
  const attempt = JSON.parse(line);
  if (attempts.length === MAX_ATTEMPTS || (attempts.length > 0 && toMessage([...attempts, attempt]).length > MAX_BYTES)) {
    await send(attempts);
    attempts = [];
  }
  attempts.push(attempt);
}
if (attempts.length > 0) {
  await send(attempts);
}
