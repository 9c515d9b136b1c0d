/** Leads a machine's serial port to a file or a Unix socket. */
import { appendFileSync, rmSync } from 'node:fs';
import { connect, createServer, type Server, type Socket } from 'node:net';
import type { Machine } from 'guestwright/script';
import { Failure } from './protocol.ts';

type Port = ReturnType<Machine['serial']>;

/** `target`: `file:PATH`, `listen:PATH`, `connect:PATH`, or empty for nowhere. Disposing it closes what it opened. */
export function bridgeSerial(port: Port, target: string): Disposable {
  if (target === '') return { [Symbol.dispose]: () => {} };
  const [kind, ...rest] = target.split(':');
  const path = rest.join(':');
  switch (kind) {
    case 'file':
      return port.onData((text) => appendFileSync(path, text));
    case 'connect':
      return relay(port, connect(path));
    case 'listen':
      return listen(port, path);
    default:
      throw new Failure('argument', `serial port: expected file:, listen: or connect:, got '${target}'`);
  }
}

/** One after another; what the guest says to nobody is kept for the first. */
function listen(port: Port, path: string): Disposable {
  rmSync(path, { force: true });
  const relays = new Set<Disposable>();
  let unheard = '';
  const keep = port.onData((text) => {
    if (relays.size === 0) unheard += text;
  });
  const server: Server = createServer((socket) => {
    socket.write(unheard);
    unheard = '';
    const relayed = relay(port, socket);
    relays.add(relayed);
    socket.once('close', () => relays.delete(relayed));
  }).listen(path);
  server.on('error', (error) => console.error(`serial port: ${error.message}`));
  return {
    [Symbol.dispose]: () => {
      keep[Symbol.dispose]();
      for (const relayed of relays) relayed[Symbol.dispose]();
      server.close();
      rmSync(path, { force: true });
    },
  };
}

function relay(port: Port, socket: Socket): Disposable {
  const listening = port.onData((text) => void socket.write(text));
  socket.on('data', (bytes) => void port.write(bytes).catch(() => {})); // the guest is off
  socket.on('error', (error) => console.error(`serial port: ${error.message}`));
  socket.once('close', () => listening[Symbol.dispose]());
  return {
    [Symbol.dispose]: () => {
      listening[Symbol.dispose]();
      socket.destroy();
    },
  };
}
