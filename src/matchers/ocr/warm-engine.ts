/** The process's one warm engine: started when first needed, started again when its thread has died. */
import { type CallOptions, withDeadline } from '../../base/deadline.ts';
import { Engine } from './engine.ts';
import { languageFolder } from './language-data.ts';

/** Loading takes a third of a second; a busy computer more. */
const START_TIMEOUT = 60_000;

interface Warm {
  readonly languages: string;
  readonly engine: Engine;
  /** Settles when the language data is loaded. */
  readonly ready: Promise<void>;
}

let warm: Warm | undefined;

/** The engine with these languages ('eng', 'eng+deu'), ready. Other languages than before start another one. */
export async function warmEngine(languages: string, options: CallOptions = {}): Promise<Engine> {
  if (warm?.languages !== languages || !warm.engine.alive) {
    await disposeOcr();
    const engine = new Engine();
    warm = { languages, engine, ready: load(engine, languages) };
    warm.ready.catch(() => void engine.terminate()); // who waits for it hears of it
  }
  const { engine, ready } = warm;
  await withDeadline('starting OCR', { timeout: START_TIMEOUT, ...options }, () => ready);
  return engine;
}

async function load(engine: Engine, languages: string): Promise<void> {
  const names = languages.split('+');
  await engine.load(
    await Promise.all(names.map(async (name) => ({ name, folder: await languageFolder(name) }))),
  );
}

/** Whether a thread is there. */
export function isWarm(): boolean {
  return warm !== undefined;
}

/** Ends the thread, if there is one; the next reading starts it again. */
export async function disposeOcr(): Promise<void> {
  const ended = warm;
  warm = undefined;
  await ended?.engine.terminate();
}
