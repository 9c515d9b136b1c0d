/** The child process of one connection: speaks with us over its channel, and cleans up when that closes. */
import type { ToChild } from '../protocol.ts';
import { Service } from './service.ts';

/** How long the last will may take before the process ends all the same, ms. */
const WILL_TIMEOUT = 20_000;

const service = new Service((message, socket) => {
  if (process.connected) process.send?.(message, socket);
  else socket?.destroy();
});

process.on('message', (message: ToChild) => service.receive(message));
// We are gone, by whatever signal. SIGKILL: an exit would wait for calls that may never return.
process.on('disconnect', () => {
  const end = () => process.kill(process.pid, 'SIGKILL');
  setTimeout(end, WILL_TIMEOUT);
  void service.end().finally(end);
});
