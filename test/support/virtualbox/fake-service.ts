/** A web service that answers as a test wants, for what the real one does only when it breaks. */
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

/** What an operation gives: its result as text, several as elements, nothing, or one of the ways in which it fails. */
export type Answer =
  | string
  | undefined
  | typeof UNKNOWN_OBJECT
  | typeof WORDLESS_FAILURE
  | typeof HANG_UP
  | typeof NEVER;

/** The web service does not know the object (any more). */
export const UNKNOWN_OBJECT = Symbol('InvalidObjectFault');
/** E_FAIL, and nothing else. */
export const WORDLESS_FAILURE = Symbol('E_FAIL');
export const HANG_UP = Symbol('hangs up');
export const NEVER = Symbol('never answers');

export interface FakeService extends AsyncDisposable {
  readonly url: URL;
  /** Names of the operations called, in order. */
  readonly calls: readonly string[];
  /** The last call as it was sent. */
  readonly lastCall: string;
}

/** `answers` by operation; others get an empty result. */
export async function startFakeService(
  answers: Readonly<Record<string, (count: number) => Answer>>,
): Promise<FakeService> {
  const calls: string[] = [];
  let lastCall = '';
  const answer = async (request: IncomingMessage, response: ServerResponse) => {
    lastCall = await text(request);
    const [, name = ''] = /<s:(\w+)>/.exec(lastCall) ?? [];
    calls.push(name);
    const count = calls.filter((called) => called === name).length;
    const given = name in answers ? answers[name]?.(count) : '';
    if (given === HANG_UP) request.socket.destroy();
    else if (given === UNKNOWN_OBJECT) response.end(envelope(FAULT));
    else if (given === WORDLESS_FAILURE) response.end(envelope(RUNTIME_FAULT));
    else if (given !== NEVER) response.end(envelope(result(name, given)));
  };
  const server = createServer((request, response) => void answer(request, response)).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`),
    calls,
    get lastCall() {
      return lastCall;
    },
    async [Symbol.asyncDispose]() {
      if (!server.listening) return;
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

const FAULT =
  '<Fault><faultstring>gone</faultstring><detail><InvalidObjectFault><badObjectID>x</badObjectID></InvalidObjectFault></detail></Fault>';

const RUNTIME_FAULT =
  '<Fault><faultstring>VirtualBox error:  (0x80004005)</faultstring><detail><RuntimeFault><resultCode>-2147467259</resultCode></RuntimeFault></detail></Fault>';

function result(name: string, value: string | undefined): string {
  const one = value?.startsWith('<') ? value : `<returnval>${value}</returnval>`;
  const content = value === undefined ? '' : one;
  return `<${name}Response>${content}</${name}Response>`;
}

function envelope(body: string): string {
  return `<Envelope><Body>${body}</Body></Envelope>`;
}
