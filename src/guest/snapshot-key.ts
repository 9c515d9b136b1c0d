/** What a stored snapshot depends on, its key, and which of these things changed. */
import { createHash } from 'node:crypto';
import type { MachineDefinition } from '../driver/definition.ts';
import { MISSING_FILE } from './file-hash.ts';

/** Everything that makes one snapshot another. Files are named relative to the project's folder. */
export interface SnapshotParts {
  readonly name: string;
  /** The driver's name and its hypervisor's version. */
  readonly driver: string;
  readonly version: string;
  /** As the test declared it, not as ejected media left it. */
  readonly definition: MachineDefinition;
  /** Content hash of every image of the definition. */
  readonly media: Readonly<Record<string, string>>;
  /** Content hash of the setup file, the scripts that it imports, and whatever else was named. */
  readonly inputs: Readonly<Record<string, string>>;
}

/** Enough of the hash to tell snapshots apart and short enough for a path. */
const HASH_LENGTH = 16;

/** The snapshot's folder name: readable at its start, unique by the hash of all parts. */
export function snapshotKey(parts: SnapshotParts): string {
  const hash = createHash('sha256').update(canonicalJson(parts)).digest('hex').slice(0, HASH_LENGTH);
  const readable = [parts.name, parts.driver].map((part) => part.replaceAll(/[^\w.-]+/g, '_'));
  return [...readable, hash].join('-');
}

/**
 * What differs between a stored snapshot and what is wanted now, one phrase each, in the order of importance;
 * empty when it is fresh.
 */
export function changesBetween(saved: SnapshotParts, wanted: SnapshotParts): readonly string[] {
  return [
    ...(saved.version === wanted.version
      ? []
      : [`driver version was '${saved.version}', is '${wanted.version}'`]),
    ...changedFields(saved.definition, wanted.definition),
    ...changedFiles('medium', saved.media, wanted.media),
    ...changedFiles('input', saved.inputs, wanted.inputs),
  ];
}

function changedFields(saved: MachineDefinition, wanted: MachineDefinition): string[] {
  const before: Readonly<Record<string, unknown>> = { ...saved };
  const after: Readonly<Record<string, unknown>> = { ...wanted };
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  const shown = (value: unknown) => (value === undefined ? 'not set' : canonicalJson(value));
  return names
    .filter((name) => canonicalJson(before[name]) !== canonicalJson(after[name]))
    .map((name) => `machine option '${name}' was ${shown(before[name])}, is ${shown(after[name])}`);
}

function changedFiles(
  kind: string,
  saved: Readonly<Record<string, string>>,
  wanted: Readonly<Record<string, string>>,
): string[] {
  const names = [...new Set([...Object.keys(saved), ...Object.keys(wanted)])];
  return names.flatMap((name) => {
    if (saved[name] === wanted[name]) return [];
    if (wanted[name] === undefined) return [`${kind} '${name}' is no longer named`];
    if (wanted[name] === MISSING_FILE) return [`${kind} '${name}' is missing`];
    return [saved[name] === undefined ? `${kind} '${name}' is new` : `${kind} '${name}' changed`];
  });
}

/** JSON with sorted keys, so that the order of a definition's fields does not matter. */
export function canonicalJson(value: unknown): string {
  return (
    JSON.stringify(value, (_, item: unknown) =>
      typeof item === 'object' && item !== null && !Array.isArray(item)
        ? Object.fromEntries(Object.entries(item).sort(([a], [b]) => (a < b ? -1 : 1)))
        : item,
    ) ?? 'undefined'
  );
}
