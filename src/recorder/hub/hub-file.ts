/** Where the workers of one run find the page that they share: a file in the project's folder, named after the run. */
import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

export interface HubFacts {
  readonly port: number;
  /** What workers show: whoever has it may put guests on the page. */
  readonly publishToken: string;
  /** For people. */
  readonly address: string;
}

/** Owner only: both tokens are in it. */
const OWNER_ONLY = 0o600;

/** The file of the run whose runner has that process id. */
export function hubFile(project: string, runner: number): string {
  return join(project, '.guestwright', `live-${runner}.json`);
}

export async function readHub(path: string): Promise<HubFacts | undefined> {
  try {
    return JSON.parse(await readFile(path, 'utf8')) as HubFacts;
  } catch {
    return undefined; // not there yet, or never was
  }
}

/** Readers see all of it or nothing. */
export async function writeHub(path: string, facts: HubFacts): Promise<void> {
  const draft = `${path}.${process.pid}.tmp`;
  try {
    await writeFile(draft, JSON.stringify(facts), { mode: OWNER_ONLY });
    await rename(draft, path);
  } finally {
    await rm(draft, { force: true });
  }
}
