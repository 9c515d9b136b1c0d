/** What a web service's operations take and give: data generated from its WSDL, and the TypeScript types that follow. */

/** Names of enumerations with their values. */
export type Enums = Readonly<Record<string, readonly string[]>>;
/** Names of structures with their fields' types. */
export type Structs = Readonly<Record<string, Fields>>;

/**
 * Types by field, in the order in which they are sent. A type is `string`, `boolean`, `int` (up to 32 bits), `long`
 * (64 bits), `bytes` (sent as base64), or the name of an enumeration or structure; `[]` behind it is a list.
 */
export type Fields = Readonly<Record<string, string>>;

export interface Operation {
  readonly args: Fields;
  readonly results: Fields;
}

export interface Schema {
  readonly namespace: string;
  readonly enums: Enums;
  readonly structs: Structs;
  readonly operations: Readonly<Record<string, Operation>>;
}

/** A field's value in TypeScript. */
export type Value<S extends Schema, Type> = Type extends `${infer Item}[]`
  ? readonly Value<S, Item>[]
  : Type extends 'string'
    ? string
    : Type extends 'boolean'
      ? boolean
      : Type extends 'int'
        ? number
        : Type extends 'long'
          ? bigint
          : Type extends 'bytes'
            ? Uint8Array
            : Type extends keyof S['enums']
              ? S['enums'][Type][number]
              : Type extends keyof S['structs']
                ? Values<S, S['structs'][Type]>
                : never;

export type Values<S extends Schema, F> = { readonly [Name in keyof F]: Value<S, F[Name]> };

export type OperationName<S extends Schema> = keyof S['operations'] & string;

/** An operation's arguments by name. Lists may be left out: none is an empty one. */
export type Args<S extends Schema, Name extends OperationName<S>> = WithOptionalLists<
  Values<S, S['operations'][Name]['args']>
>;

type ListNames<T> = { [Name in keyof T]: T[Name] extends readonly unknown[] ? Name : never }[keyof T];
type WithOptionalLists<T> = Omit<T, ListNames<T>> & Partial<Pick<T, ListNames<T>>>;

/** What an operation gives: its `returnval` alone where it gives nothing else, else all by name. */
export type Result<S extends Schema, Name extends OperationName<S>> = ResultOf<
  S,
  S['operations'][Name]['results']
>;

type ResultOf<S extends Schema, F> = [keyof F] extends [never]
  ? undefined
  : [keyof F] extends ['returnval']
    ? Value<S, F['returnval' & keyof F]>
    : Values<S, F>;
