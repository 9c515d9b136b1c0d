/** The doubles' dispatcher: real QEMU guests for C libraries that ask over a Unix socket (see README.md). */
import { chmodSync, mkdirSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { join, resolve } from 'node:path';
import { loadDriver } from 'guestwright/script';
import { Connection } from './service/connection.ts';
import { Machines } from './service/machines.ts';

const OWNER_ONLY = 0o600;

const [argument, lifetime] = process.argv.slice(2);
if (argument === undefined) {
  console.error('usage: service.ts FOLDER [temporary]');
  process.exit(2);
}
const folder = resolve(argument);
mkdirSync(folder, { recursive: true });

const connections = new Set<Connection>();
const host = await (await loadDriver('qemu')).connect({});
const machines = new Machines(folder, host, (event, ...fields) => {
  for (const connection of connections) connection.send(['*', event, ...fields]);
});
const path = join(folder, 'service.sock');
rmSync(path, { force: true });
const server = createServer((socket) => {
  const connection = new Connection(socket, { machines, version: host.version });
  connections.add(connection);
  socket.once('close', () => connections.delete(connection));
});
server.listen(path, () => {
  chmodSync(path, OWNER_ONLY);
  console.log('ready');
});

let isEnding = false;

/** All guests end with us. */
async function end(): Promise<void> {
  if (isEnding) return;
  isEnding = true;
  server.close();
  await machines.dispose();
  await host[Symbol.asyncDispose]();
  rmSync(path, { force: true });
  if (lifetime === 'temporary') rmSync(folder, { recursive: true, force: true });
  process.exit(0);
}

// Our owner holds the other end.
process.stdin.resume().once('close', end).once('end', end);
process.once('SIGTERM', end);
process.once('SIGINT', end);
