/** Who holds a slot: what a lock on a host says of its owner, for programs and for people. */
import { hostname } from 'node:os';
import { maskSecrets } from '../../base/secret.ts';

export interface Holder {
  /** Such as "shard 1/2, worker 3 of project 'linux'". */
  readonly owner: string;
  /** The owner's computer and process there. */
  readonly host: string;
  readonly pid: number;
  /** When it was taken, by the owner's clock, as ISO 8601. */
  readonly since: string;
  /** The owner raises `beat` so often, in ms. */
  readonly interval: number;
  /** Counts up while the owner lives. */
  readonly beat: number;
}

/** How often an owner shows that it lives, in ms: one call of 1 ms each. */
export const BEAT_INTERVAL = 5000;
/** An owner that missed so many beats is gone: a busy computer or a slow link loses one or two. */
export const MISSED_BEATS = 6;

/** This process as an owner. */
export function newHolder(owner: string, interval: number = BEAT_INTERVAL): Holder {
  return {
    owner: maskSecrets(owner),
    host: hostname(),
    pid: process.pid,
    since: new Date().toISOString(),
    interval,
    beat: 0,
  };
}

/** Undefined for what no Guestwright wrote. */
export function readHolder(text: string): Holder | undefined {
  try {
    const value = JSON.parse(text) as Partial<Holder> | null;
    const isHolder =
      typeof value?.owner === 'string' &&
      typeof value.host === 'string' &&
      typeof value.since === 'string' &&
      [value.pid, value.interval, value.beat].every(Number.isSafeInteger);
    return isHolder ? (value as Holder) : undefined;
  } catch {
    return undefined;
  }
}

/** "shard 1/2, worker 3 on ci-7 (process 412) since 12:03:20 UTC" */
export function describeHolder(holder: Holder | undefined): string {
  if (!holder) return 'somebody who left no name';
  const { owner, host, pid, since } = holder;
  return `${owner} on ${host} (process ${pid}) since ${since.slice(11, 19)} UTC`;
}
