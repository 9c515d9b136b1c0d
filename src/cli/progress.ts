/** Tells how a run goes: a line a step for people, JSON lines for programs. */
import { maskSecrets } from '../base/secret.ts';
import { formatDuration } from '../base/units.ts';
import type { ScriptProgress } from '../guest/script-contract.ts';
import type { CliContext } from './verb.ts';

/** Prints each event of a script. */
export function progressPrinter({ terminal, print }: CliContext): (progress: ScriptProgress) => void {
  if (!terminal) return (progress) => print(JSON.stringify(progress, presentable));
  return (progress) => {
    const line = progressLine(progress);
    if (line !== undefined) print(maskSecrets(line));
  };
}

/** Times in whole ms; secrets masked before the value is escaped: a quote or backslash looks different afterwards. */
function presentable(_key: string, value: unknown): unknown {
  if (typeof value === 'number') return Math.round(value);
  return typeof value === 'string' ? maskSecrets(value) : value;
}

/** For people; undefined for what they do not need a line for. */
export function progressLine(progress: ScriptProgress): string | undefined {
  switch (progress.type) {
    case 'script-start':
      return `${progress.script}: ${progress.steps} steps`;
    case 'step-start':
      return undefined;
    case 'step-end':
      return `${counter(progress)} ${progress.name}  shown after ${formatDuration(progress.waited)}, acted ${formatDuration(progress.acted)}`;
    case 'step-skipped':
      return `${counter(progress)} ${progress.name}  left out`;
    case 'handler':
      return `        ${progress.name}  handled in ${formatDuration(progress.acted)}`;
    case 'step-failed':
      return `        ${progress.name}  FAILED`;
    case 'script-end':
      return `${progress.script}: done; waited ${formatDuration(progress.waited)}, acted ${formatDuration(progress.acted)}`;
  }
}

/** '[ 3/12]' */
function counter({ index, total }: { readonly index: number; readonly total: number }): string {
  return `[${String(index + 1).padStart(String(total).length)}/${total}]`;
}
