/** A page's WebSocket as a channel: bounded, and closed when the page does not read. */
import type { WebSocket } from 'ws';
import type { Channel } from '../channel.ts';

/** Bytes that may wait to be sent to one page: two whole pictures of 4K. Beyond that it has stopped reading. */
const MOST_WAITING = 2 * 3840 * 2160 * 3;
/** RFC 6455 section 7.4.1: normal closure. */
const NORMAL_CLOSURE = 1000;
/** RFC 6455 section 7.4.1: a message violates the policy. */
export const POLICY_VIOLATION = 1008;
/** RFC 6455 section 5.5: a control frame's payload has at most 125 bytes, two of them the code. */
const LONGEST_REASON = 120;

export function socketChannel(socket: WebSocket): Channel {
  const closed = new AbortController();
  let listener: ((text: string) => void) | undefined;
  socket.on('close', () => closed.abort(new Error('the page has gone')));
  socket.on('error', () => socket.terminate());
  socket.on('message', (data, isBinary) => {
    if (isBinary) socket.close(POLICY_VIOLATION, 'pages send text');
    else listener?.(data.toString());
  });
  return {
    closed: closed.signal,
    onMessage: (given) => {
      listener = given;
    },
    send: (message) => {
      if (socket.readyState !== socket.OPEN) return;
      if (socket.bufferedAmount > MOST_WAITING) return socket.terminate();
      socket.send(message, () => {}); // an error closes it, which is told
    },
    close: (reason) => socket.close(NORMAL_CLOSURE, Buffer.from(reason).subarray(0, LONGEST_REASON)),
  };
}
