/** What a boot command comes to once it is parsed. */
import type { Secret } from '../../base/secret.ts';
import type { PhysicalKey } from '../keys.ts';

/** Where something stands in a boot command. */
export interface BootPlace {
  /** Which of its strings, from 1. */
  readonly line: number;
  /** Which character of that string, from 1. */
  readonly column: number;
}

/** One thing that a boot command does, in the order of doing. */
export type BootPart = { readonly at: BootPlace } & (
  | {
      readonly kind: 'text';
      readonly text: string /** Never quoted in messages. */;
      readonly secret: boolean;
    }
  /** `name` as it is written between the angle brackets, without On or Off. */
  | {
      readonly kind: 'key';
      readonly name: string;
      readonly key: PhysicalKey;
      readonly action: 'press' | 'down' | 'up';
    }
  | { readonly kind: 'character'; readonly character: string; readonly action: 'down' | 'up' }
  | { readonly kind: 'wait'; readonly milliseconds: number }
);

/** What stands for a template's action. A secret is typed as it is; all else is read as a part of the boot command. */
export type BootValue = string | number | Secret;

export interface BootValues {
  /** Of `{{ .HTTPIP }}`, `{{ .HTTPPort }}`, `{{ .Name }}` and other fields, by their names. */
  readonly values?: Readonly<Record<string, BootValue>>;
  /** Of {{user `NAME`}}, by name. */
  readonly variables?: Readonly<Record<string, BootValue>>;
}
