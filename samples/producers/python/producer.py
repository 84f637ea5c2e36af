"""Puts access attempts into the queue of IpAccess. Each line of standard input is one attempt, a JSON object:

    pip install -r requirements.txt
    Storage="<connection string>" python3 producer.py ACCOUNT [QUEUE] < attempts.jsonl

With an identity (role "Storage Queue Data Message Sender") and the package azure-identity instead of a secret:
    QueueClient("https://<storage account>.queue.core.windows.net", queue_name, credential=DefaultAzureCredential())
"""

import json
import os
import sys
import uuid

from azure.storage.queue import QueueClient

MAX_ATTEMPTS = 30
MAX_BYTES = 48 * 1024


def to_message(account, attempts):
    """The id makes a message harmless that arrives twice: whoever sends a message again sends this same text."""
    message = {"v": 1, "id": uuid.uuid4().hex, "account": account, "attempts": attempts}
    # json.dumps writes ASCII, where a character is a byte, and which every queue carries.
    return json.dumps(message, separators=(",", ":"), allow_nan=False)


def send(queue, account, attempts):
    message = to_message(account, attempts)
    if len(message) > MAX_BYTES:
        raise ValueError(f"An attempt is too long for a message: {message[:200]}")
    # -1: the message waits for as long as it takes, not only for seven days. Retries of the client send the same text.
    queue.send_message(message, time_to_live=-1)


def main(account, queue_name="access-attempts"):
    attempts = []
    with QueueClient.from_connection_string(os.environ["Storage"], queue_name) as queue:
        for line in sys.stdin.buffer:
            attempt = json.loads(line)
            if len(attempts) == MAX_ATTEMPTS or (attempts and len(to_message(account, [*attempts, attempt])) > MAX_BYTES):
                send(queue, account, attempts)
                attempts = []
            attempts.append(attempt)
        if attempts:
            send(queue, account, attempts)


if __name__ == "__main__":
    main(*sys.argv[1:])
