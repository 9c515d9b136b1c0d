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
  record: {
    summary: 'record an install script by working with a machine in the browser',
    load: async () => (await import('./record.ts')).record,
  },
  screenshot: {
    summary: "write a machine's screen to a PNG",
    load: async () => (await import('./screenshot.ts')).screenshot,
  },
  screen: {
    summary: 'add a reference screen from a picture',
    load: async () => (await import('./screen.ts')).screen,
  },
  import: {
    summary: "make reference screens of openQA's needles",
    load: async () => (await import('./import.ts')).importScreens,
  },
  convert: {
    summary: "make an install script of a Packer template's boot command",
    load: async () => (await import('./convert.ts')).convert,
  },
  machines: {
    summary: 'list the machines that a driver can attach to',
    load: async () => (await import('./machines.ts')).machines,
  },
  hosts: {
    summary: 'show the slots of shared hosts and who holds them',
    load: async () => (await import('./hosts.ts')).hosts,
  },
  snapshots: {
    summary: 'list or clean the snapshots that tests start from',
    load: async () => (await import('./snapshots.ts')).snapshots,
  },
  'learn-font': {
    summary: 'learn a bitmap font from a picture whose text is given',
    load: async () => (await import('./learn-font.ts')).learnFontVerb,
  },
  lint: {
    summary: 'check reference screens and the scripts that name them',
    load: async () => (await import('./lint.ts')).lint,
  },
  update: {
    summary: 'renew references that the last runs no longer saw exactly',
    load: async () => (await import('./update.ts')).update,
  },
  trace: {
    summary: 'say what a trace holds, recover one of a killed run, make a video',
    load: async () => (await import('./trace.ts')).trace,
  },
  doctor: {
    summary: 'say what is missing on this computer and how to get it',
    load: async () => (await import('./doctor.ts')).doctor,
  },
};
