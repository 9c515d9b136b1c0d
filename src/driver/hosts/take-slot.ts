/** Takes a slot on one of several hosts, and waits for one while all are taken. */
import { type CallOptions, Deadline, now, pause } from '../../base/deadline.ts';
import { GuestwrightError, isGuestwrightError } from '../../base/errors.ts';
import { formatDuration } from '../../base/units.ts';
import { newHolder } from './holder.ts';
import type { HostEntry } from './host-entry.ts';
import { HostLink, type OpenSlotHost } from './host-link.ts';
import { type FreeSlot, slotsToTry } from './slot-choice.ts';
import type { HeldLock, SlotHost } from './slot-host.ts';
import { leftMessage, removedMessage, stateOfHosts } from './slot-messages.ts';

export interface SlotRequest extends CallOptions {
  /** Who wants it, for those who come second: such as "shard 1/2, worker 3". */
  readonly owner: string;
  /** A small number that differs between those who start at the same time: the worker's index. */
  readonly turn: number;
  /** How often the owner shows that it lives, in ms. Default 5 s. */
  readonly interval?: number;
  /** Lines for people: who holds what is waited for, what was cleaned up. */
  readonly tell: (line: string) => void;
}

/** A slot of ours. Disposing it gives it back. */
export interface Slot extends AsyncDisposable {
  readonly entry: HostEntry;
  /** Such as 'guestwright-slot-0'. */
  readonly name: string;
  /** Of this taking: machines that bear it belong to this slot's owner. */
  readonly id: string;
  /** Fires with the error when the slot is no longer ours. */
  readonly lost: AbortSignal;
}

/** Between two looks at the hosts while waiting, in ms. */
const INTERVAL = 500;
/** Between two lines that say what is waited for, in ms. */
const TELL_INTERVAL = 30_000;
/** Other shards' runs have to end first. */
const SLOT_TIMEOUT = 60 * 60_000;

/**
 * Takes a slot of the emptiest of `entries`. Hosts that do not answer are left out while another one does. Errors:
 * `connection-lost` when none ever answered, `timeout` with the names of those who hold the slots.
 */
export async function takeSlot(
  entries: readonly HostEntry[],
  open: OpenSlotHost,
  request: SlotRequest,
): Promise<Slot> {
  using deadline = new Deadline('waiting for a slot on a host', request, SLOT_TIMEOUT);
  const { tell } = request;
  const links = entries.map((entry) => new HostLink(entry, open));
  let toldAt = Number.NEGATIVE_INFINITY;
  let anyAnswered = false;
  try {
    for (;;) {
      const removed = await Promise.all(links.map((link) => link.look(deadline)));
      for (const [index, gone] of removed.entries())
        for (const each of gone) tell(removedMessage(links[index]?.entry.uri ?? '', each));
      anyAnswered ||= links.some(({ locks }) => locks !== undefined);
      if (!anyAnswered) throw noHost(links);
      const free = freeSlots(links, request.turn);
      const slot = await tryInTurn(links, free, request, deadline);
      if (slot) return slot;
      // Where somebody was faster, the next look says who.
      if (free.length === 0 && now() - toldAt >= TELL_INTERVAL) {
        toldAt = now();
        tell(`waiting for a slot: ${stateOfHosts(links)}`);
      }
      await pause(Math.min(INTERVAL, deadline.remaining), deadline.signal);
    }
  } catch (error) {
    throw error === deadline.signal.reason && isGuestwrightError(error, 'timeout')
      ? noSlot(links, deadline.timeout, error)
      : error;
  } finally {
    await Promise.all(links.map((link) => link[Symbol.asyncDispose]()));
  }
}

function freeSlots(links: readonly HostLink[], turn: number): readonly FreeSlot[] {
  const seen = links.map(({ entry, locks }) => ({ entry, taken: locks?.map(({ name }) => name) }));
  return slotsToTry(seen, turn);
}

async function tryInTurn(
  links: readonly HostLink[],
  free: readonly FreeSlot[],
  { owner, interval, tell }: Pick<SlotRequest, 'owner' | 'interval' | 'tell'>,
  deadline: Deadline,
): Promise<Slot | undefined> {
  for (const { entry, name } of free) {
    const link = links.find((candidate) => candidate.entry === entry);
    const held = await link?.use(deadline, async (host, call) => {
      const lock = await host.take(name, newHolder(owner, interval), call);
      // A link that was cut took its owner's lock with it, but not what the host keeps of the owner's guests.
      const left = lock ? await host.removeLeft(call) : [];
      if (left.length > 0) tell(leftMessage(entry.uri, left));
      return lock;
    });
    const host = held && link?.release();
    if (held && host) return slotOf(entry, held, host);
  }
  return undefined;
}

function slotOf(entry: HostEntry, held: HeldLock, host: SlotHost): Slot {
  const { name, id, lost } = held;
  const giveBack = async () => {
    try {
      await held[Symbol.asyncDispose]();
    } finally {
      await host[Symbol.asyncDispose]();
    }
  };
  let givenBack: Promise<void> | undefined;
  const dispose = () => {
    givenBack ??= giveBack();
    return givenBack;
  };
  return { entry, name, id, lost, [Symbol.asyncDispose]: dispose };
}

function noHost(links: readonly HostLink[]): GuestwrightError {
  return new GuestwrightError(
    `hosts: ${links.length === 1 ? 'the host does not answer' : `none of ${links.length} hosts answers`}: ${stateOfHosts(links)}`,
    {
      code: 'connection-lost',
      cause: links[0]?.problem,
      remedy: "Try each with 'guestwright machines --driver libvirt --connect uri=...'.",
      details: { hosts: links.map(({ entry }) => entry.uri) },
    },
  );
}

function noSlot(links: readonly HostLink[], timeout: number, cause: GuestwrightError): GuestwrightError {
  return new GuestwrightError(
    `hosts: no slot became free within ${formatDuration(timeout)}: ${stateOfHosts(links)}`,
    {
      code: 'timeout',
      cause,
      remedy:
        "Look at 'guestwright hosts'; give the hosts more slots, the run fewer workers, or raise slotTimeout.",
      details: { timeout, hosts: links.map(({ entry }) => entry.uri) },
    },
  );
}
