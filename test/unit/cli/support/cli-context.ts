/** A command line's process that keeps what is printed. */
import { test } from '@playwright/test';
import type { CliContext } from '../../../../src/cli/verb.ts';

export interface RecordingContext extends CliContext {
  readonly printed: string[];
  readonly warned: string[];
}

export function recordingContext(overrides: Partial<CliContext> = {}): RecordingContext {
  const printed: string[] = [];
  const warned: string[] = [];
  return {
    cwd: test.info().outputPath(),
    env: {},
    signal: new AbortController().signal,
    terminal: false,
    print: (line) => void printed.push(line),
    warn: (line) => void warned.push(line),
    ...overrides,
    printed,
    warned,
  };
}
