/** The messages between us and the child process that holds one connection of libvirt's. */
import type { ConsoleNotice } from './child/consoles.ts';
import type { DomainEvent } from './child/events.ts';
import type { Operations } from './child/operations.ts';

export type OperationName = keyof Operations & string;
export type OperationArgs<Name extends OperationName> = Parameters<Operations[Name]>[1];
export type OperationResult<Name extends OperationName> = Awaited<ReturnType<Operations[Name]>>;

/** One operation and what it is called with. */
export type OperationCall = {
  [Name in OperationName]: { readonly operation: Name; readonly args: OperationArgs<Name> };
}[OperationName];

export interface OpenArguments {
  readonly uri: string;
  /** Path of the library, if the user named one. */
  readonly library: string | undefined;
  /** Seconds between two questions whether the host is there, and how many may stay without an answer. */
  readonly keepalive: { readonly interval: number; readonly count: number };
}

/** To the child. */
export type ToChild =
  | { readonly type: 'open'; readonly id: number; readonly args: OpenArguments }
  | { readonly type: 'call'; readonly id: number; readonly call: OperationCall }
  /** Nobody waits for that call any more: a long one ends soon. */
  | { readonly type: 'cancel'; readonly id: number }
  /** What the child does when it finds us gone; without steps nothing any more. */
  | { readonly type: 'will'; readonly key: string; readonly steps: readonly OperationCall[] }
  | { readonly type: 'close'; readonly id: number };

/** Why a call failed, in a form that crosses between processes. */
export type Failure =
  | {
      readonly kind: 'libvirt';
      readonly symbol: string;
      readonly code: number;
      readonly domain: number;
      readonly message: string;
      /** Whether the connection is still usable, as virConnectIsAlive says. */
      readonly alive: boolean;
    }
  | {
      readonly kind: 'ours';
      readonly code: string;
      readonly message: string;
      readonly remedy: string | undefined;
    }
  | { readonly kind: 'other'; readonly message: string };

/** From the child. */
export type FromChild =
  | { readonly type: 'result'; readonly id: number; readonly value: unknown }
  | { readonly type: 'failure'; readonly id: number; readonly failure: Failure }
  | { readonly type: 'progress'; readonly id: number; readonly done: number }
  | ({ readonly type: 'console' } & ConsoleNotice)
  | ({ readonly type: 'domain' } & { readonly change: DomainEvent })
  | { readonly type: 'closed'; readonly reason: string };
