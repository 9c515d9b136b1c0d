/** The verbs by name, each loaded when asked for: `--version` must not load sharp. */
import type { Verb } from './verb.ts';

interface VerbEntry {
  readonly summary: string;
  load(): Promise<Verb>;
}

export const VERBS: Readonly<Record<string, VerbEntry>> = {
  init: {
    summary: 'start a project: a config, a first test and a screens folder',
    load: async () => (await import('./init.ts')).init,
  },
  run: {
    summary: 'run an install script without the test runner',
    load: async () => (await import('./run.ts')).run,
  },
  screenshot: {
    summary: "write a machine's screen to a PNG",
    load: async () => (await import('./screenshot.ts')).screenshot,
  },
  screen: {
    summary: 'add a reference screen from a picture',
    load: async () => (await import('./screen.ts')).screen,
  },
  machines: {
    summary: 'list the machines that a driver can attach to',
    load: async () => (await import('./machines.ts')).machines,
  },
  snapshots: {
    summary: 'list or clean the snapshots that tests start from',
    load: async () => (await import('./snapshots.ts')).snapshots,
  },
  lint: {
    summary: 'check reference screens and the scripts that name them',
    load: async () => (await import('./lint.ts')).lint,
  },
  doctor: {
    summary: 'say what is missing on this computer and how to get it',
    load: async () => (await import('./doctor.ts')).doctor,
  },
};
