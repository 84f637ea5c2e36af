// Runs Azurite for as long as this process's standard input stays open. The self-host holds the other end, so Azurite
// ends with it, however the self-host ends. Arguments are Azurite's own.
'use strict';

// Ctrl+C and a service manager's stop reach the whole process group: only the self-host may act on them, or the storage
// would be gone before the last writes. Azurite itself listens for them with process.once.
const once = process.once;
process.once = (event, ...rest) => (event === 'SIGINT' || event === 'SIGTERM' ? process : once.call(process, event, ...rest));
process.on('SIGINT', () => {});
process.on('SIGTERM', () => {});

function stop() {
  // Azurite listens for this message once it is up, and then writes its data out before it ends.
  if (!process.emit('message', 'shutdown')) {
    process.exit(0);
  }
}

process.stdin.on('end', stop).on('error', stop).resume();
require('azurite/dist/src/azurite.js');
