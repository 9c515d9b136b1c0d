/** One client of the service: its requests in flight, answered in any order. */
import type { Socket } from 'node:net';
import { isGuestwrightError } from 'guestwright/script';
import { decodeLine, encodeLine, Failure, type FailureCode, LineReader } from './protocol.ts';
import { VERBS, type VerbCall } from './verbs.ts';

/** The library's codes in the protocol's words; all others are `failed`. */
const CODES: Readonly<Record<string, FailureCode>> = {
  aborted: 'cancelled',
  timeout: 'timeout',
  'machine-state': 'state',
  'machine-died': 'died',
  'invalid-argument': 'argument',
  'unknown-key': 'argument',
};

export class Connection {
  readonly #socket: Socket;
  readonly #context: Pick<VerbCall, 'machines' | 'version'>;
  readonly #requests = new Map<string, AbortController>();

  constructor(socket: Socket, context: Pick<VerbCall, 'machines' | 'version'>) {
    this.#socket = socket;
    this.#context = context;
    const reader = new LineReader();
    socket.setEncoding('utf8');
    socket.on('data', (chunk) => {
      for (const line of reader.read(String(chunk))) void this.#answer(line);
    });
    socket.on('error', () => {}); // it is closed next
    socket.once('close', () => {
      for (const request of this.#requests.values()) request.abort();
    });
  }

  send(fields: readonly (string | number)[]): void {
    if (this.#socket.writable) this.#socket.write(encodeLine(fields));
  }

  async #answer(line: string): Promise<void> {
    const [request = '', verb = '', ...fields] = decodeLine(line);
    const abort = new AbortController();
    this.#requests.set(request, abort);
    try {
      const answer = await this.#perform(verb, fields, {
        ...this.#context,
        signal: abort.signal,
        progress: (percent) => this.send([request, 'progress', percent]),
      });
      this.send([request, 'ok', ...(answer ?? [])]);
    } catch (error) {
      const code = abort.signal.aborted ? 'cancelled' : codeOf(error);
      this.send([request, 'error', code, error instanceof Error ? error.message : String(error)]);
    } finally {
      this.#requests.delete(request);
    }
  }

  async #perform(verb: string, fields: readonly string[], call: VerbCall) {
    if (verb === 'cancel') {
      const request = this.#requests.get(fields[0] ?? '');
      request?.abort();
      return [request ? 1 : 0];
    }
    const perform = Object.hasOwn(VERBS, verb) ? VERBS[verb] : undefined;
    if (!perform) throw new Failure('argument', `no verb '${verb}'`);
    return await perform(fields, call);
  }
}

function codeOf(error: unknown): FailureCode {
  if (error instanceof Failure) return error.code;
  return isGuestwrightError(error) ? (CODES[error.code] ?? 'failed') : 'failed';
}
