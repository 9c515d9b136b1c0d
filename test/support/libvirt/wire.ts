/** Programs that run in a fleet's network and answer each line that they are sent by a line of JSON. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Fleet, FleetHost } from './fleet.ts';
import { PROJECT } from './host.ts';

const JITI = join(PROJECT, 'node_modules', '.bin', 'jiti');
const CLIENT = join(import.meta.dirname, 'wire-client.ts');

export interface FleetProgram<Answer> extends AsyncDisposable {
  /** What it said by itself when it had started. */
  readonly started: Answer;
  /** Sends it a line, and waits for its answer. */
  ask(line: string): Promise<Answer>;
}

/** Answers of the client program: the host's machines, or the error. */
export interface WireAnswer {
  readonly version?: string;
  readonly machines?: readonly string[];
  readonly code?: string;
  readonly message?: string;
  readonly remedy?: string;
}

/** A program that is connected to the host, with these options of the libvirt driver besides the host's URI. */
export async function connectOverWire(
  fleet: Fleet,
  host: FleetHost,
  options: object,
): Promise<FleetProgram<WireAnswer>> {
  return await startProgram(fleet, CLIENT, { uri: host.uri, plainTcp: true, ...options });
}

/** `options` as JSON are its only argument. It ends when its standard input does, as it also does when we are killed. */
export async function startProgram<Answer>(
  fleet: Fleet,
  program: string,
  options: object,
): Promise<FleetProgram<Answer>> {
  const [command = '', ...words] = [...fleet.within, JITI, program, JSON.stringify(options)];
  const child = spawn(command, words, { stdio: ['pipe', 'pipe', 'pipe'] });
  const ended = once(child, 'exit');
  let errors = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    errors += text;
  });
  child.stdin.on('error', () => {}); // its answers end, which says more
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const read = async () => {
    const { value, done } = await lines.next();
    if (done) throw new Error(`${program} ended: ${errors}`);
    return JSON.parse(value) as Answer;
  };
  const end = async () => {
    child.stdin.end();
    await ended;
  };
  try {
    return {
      started: await read(),
      ask: async (line) => {
        child.stdin.write(`${line}\n`);
        return await read();
      },
      [Symbol.asyncDispose]: end,
    };
  } catch (error) {
    await end();
    throw error;
  }
}
