/** Managed references of the web service, with an owner each: released when their scope ends. */
import type { Args, Result } from '../soap/schema.ts';
import type { Api, Operation, VboxCall, WebSession } from './web-session.ts';

/** Names of the interfaces that have operations. */
export type InterfaceName = Operation extends infer Name
  ? Name extends `${infer I}_${string}`
    ? I
    : never
  : never;

type MethodOf<I extends InterfaceName> = Operation extends infer Name
  ? Name extends `${I}_${infer Method}`
    ? Method
    : never
  : never;

type NameOf<I extends InterfaceName, M extends string> = `${I}_${M}` & Operation;
type ArgsOf<I extends InterfaceName, M extends string> = Omit<Args<Api, NameOf<I, M>>, '_this'>;

/** One object of the server's. An empty reference is the server's null. */
export class VboxObject<I extends InterfaceName> {
  readonly interface: I;
  readonly reference: string;
  readonly #session: WebSession;

  constructor(session: WebSession, name: I, reference: string) {
    this.#session = session;
    this.interface = name;
    this.reference = reference;
  }

  /** Calls a method by its name without the interface, such as `getName`. */
  async call<M extends MethodOf<I> & string>(
    method: M,
    args: ArgsOf<I, M>,
    call?: VboxCall,
  ): Promise<Result<Api, NameOf<I, M>>> {
    const name = `${this.interface}_${method}` as NameOf<I, M>;
    return await this.#session.call(
      name,
      { _this: this.reference, ...args } as unknown as Args<Api, typeof name>,
      call,
    );
  }

  /** The same object by another of its interfaces. */
  as<Other extends InterfaceName>(name: Other): VboxObject<Other> {
    return new VboxObject(this.#session, name, this.reference);
  }
}

/** Holds the references that are made in it. */
export class Scope implements Disposable {
  readonly session: WebSession;
  readonly #held: string[] = [];
  readonly #generation: number;

  constructor(session: WebSession) {
    this.session = session;
    this.#generation = session.generation;
  }

  /** Takes hold of a reference that an operation gave; to be called at once, without waiting for anything between. */
  own<I extends InterfaceName>(name: I, reference: string): VboxObject<I> {
    if (reference !== '' && reference !== this.session.root) {
      this.session.references.hold(reference);
      this.#held.push(reference);
    }
    return new VboxObject(this.session, name, reference);
  }

  /** As `own`; undefined for the server's null. */
  ownOptional<I extends InterfaceName>(name: I, reference: string): VboxObject<I> | undefined {
    return reference === '' ? undefined : this.own(name, reference);
  }

  /** The service's entry. */
  get virtualBox(): VboxObject<'IVirtualBox'> {
    return new VboxObject(this.session, 'IVirtualBox', this.session.root);
  }

  /** Lets go of all. References of a session that is gone are gone with it. */
  [Symbol.dispose](): void {
    const held = this.#held.splice(0);
    if (this.#generation !== this.session.generation) return;
    for (const reference of held) this.session.references.drop(reference);
  }
}

/** Runs `work` with references of its own, which end with it. */
export async function withScope<T>(session: WebSession, work: (scope: Scope) => Promise<T>): Promise<T> {
  using scope = new Scope(session);
  return await work(scope);
}
