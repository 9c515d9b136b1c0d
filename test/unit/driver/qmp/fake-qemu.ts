/** A QMP peer that answers as a test wants, and a pair of connected streams. */
import { Duplex, PassThrough } from 'node:stream';
import { JsonLines } from '../../../../src/driver/qmp/json-lines.ts';

/** Two ends of a pipe that carries bytes both ways. */
export function streamPair(): [Duplex, Duplex] {
  const [there, back] = [new PassThrough(), new PassThrough()];
  const ends = [
    Duplex.from({ readable: there, writable: back }),
    Duplex.from({ readable: back, writable: there }),
  ];
  for (const end of ends) end.on('error', () => {});
  return ends as [Duplex, Duplex];
}

export interface FakeCommand {
  readonly execute: string;
  readonly arguments?: Readonly<Record<string, unknown>>;
  readonly id: number;
}

/** Undefined: it stays silent. */
export type FakeAnswer =
  | { readonly return: unknown }
  | { readonly error: { class: string; desc: string } }
  | undefined;

export class FakeQemu {
  /** Our end, for a QmpConnection. */
  readonly stream: Duplex;
  readonly commands: FakeCommand[] = [];
  readonly #wire: Duplex;

  constructor(answer: (command: FakeCommand, qemu: FakeQemu) => FakeAnswer, { greeting = true } = {}) {
    [this.stream, this.#wire] = streamPair();
    const lines = new JsonLines();
    this.#wire.on('data', (chunk: Buffer) => {
      for (const message of lines.push(chunk)) {
        const command = message as FakeCommand;
        this.commands.push(command);
        const reply = command.execute === 'qmp_capabilities' ? { return: {} } : answer(command, this);
        if (reply) this.send({ ...reply, id: command.id });
      }
    });
    if (greeting) this.send({ QMP: { version: {} } });
  }

  send(message: unknown): void {
    this.raw(`${JSON.stringify(message)}\r\n`);
  }

  raw(bytes: string | Uint8Array): void {
    this.#wire.write(bytes);
  }

  /** The process is gone. */
  end(): void {
    this.stream.destroy();
  }
}
