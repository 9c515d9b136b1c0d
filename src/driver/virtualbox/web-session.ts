/** A session with VirtualBox's web service: typed calls, references counted, logged on again where that is safe. */
import { type CallOptions, withDeadline } from '../../base/deadline.ts';
import { GuestwrightError, isGuestwrightError } from '../../base/errors.ts';
import { passwordText, type Secret } from '../../base/secret.ts';
import { decodeReply } from '../soap/decode.ts';
import { encodeCall } from '../soap/encode.ts';
import { SoapFault } from '../soap/fault.ts';
import type { Args, OperationName, Result } from '../soap/schema.ts';
import { SoapTransport, type TlsTrust } from '../soap/transport.ts';
import { VIRTUALBOX_API } from './api.generated.ts';
import { OLDER_OPERATIONS } from './api-older.ts';
import { faultError, isStaleReference } from './faults.ts';
import { ReferenceTable } from './references.ts';

const API = { ...VIRTUALBOX_API, operations: { ...VIRTUALBOX_API.operations, ...OLDER_OPERATIONS } };

export type Api = typeof API;
export type Operation = OperationName<Api>;

export interface WebSessionOptions {
  /** Such as http://127.0.0.1:18083/. */
  readonly url: URL;
  readonly user: string;
  readonly password: string | Secret;
  readonly tls?: TlsTrust | undefined;
}

/** A call's last argument. */
export interface VboxCall extends CallOptions {
  /** Names of arguments that the server's version does not know. */
  readonly omitted?: readonly string[];
}

/** A web service that answers nothing may still hold our session: leaving must not take long, in ms. */
const LOGOFF_TIMEOUT = 3000;
/** In ms; the service frees what is left when the session ends. */
const RELEASE_TIMEOUT = 5000;

export class WebSession implements AsyncDisposable {
  readonly #transport: SoapTransport;
  readonly #options: WebSessionOptions;
  /** The IVirtualBox reference that every session has. */
  #root = '';
  /** Counts logons: references of an older one mean nothing. */
  #generation = 0;
  #renewing: Promise<void> | undefined;
  /** Who waits for events of one machine. */
  readonly watches = new Set<object>();
  /** Who uses which reference. */
  readonly references = new ReferenceTable(async (_this) => {
    await this.#send('IManagedObjectRef_release', { _this }, { timeout: RELEASE_TIMEOUT }).catch(() => {}); // gone already
  });

  private constructor(options: WebSessionOptions) {
    this.#options = options;
    this.#transport = new SoapTransport({ url: options.url, tls: options.tls, peer: 'vboxwebsrv' });
  }

  /**
   * Logs on. Errors: `authentication` (user, password or certificate refused), `connection-lost` (nobody answers),
   * `protocol` (something else answers), `timeout`.
   */
  static async logon(options: WebSessionOptions, call: CallOptions = {}): Promise<WebSession> {
    const session = new WebSession(options);
    try {
      await session.#logon(call);
      return session;
    } catch (error) {
      session.#transport[Symbol.dispose]();
      throw error;
    }
  }

  /** The reference of IVirtualBox; changes when the session is logged on again. */
  get root(): string {
    return this.#root;
  }

  /** References obtained under another number belong to a session that is gone. */
  get generation(): number {
    return this.#generation;
  }

  /**
   * One operation. Errors: `hypervisor` with the result code's name, interface, method and the server's text;
   * `connection-lost`, `protocol`, `timeout`.
   */
  async call<Name extends Operation>(
    name: Name,
    args: Args<Api, Name>,
    call: VboxCall = {},
  ): Promise<Result<Api, Name>> {
    const send = () => this.#send(name, args, call);
    return givesReferences(name) ? await this.references.reading(send) : await send();
  }

  async #send<Name extends Operation>(
    name: Name,
    args: Args<Api, Name>,
    call: VboxCall,
  ): Promise<Result<Api, Name>> {
    return await withDeadline(`VirtualBox ${name.replace('_', '::')}`, call, async ({ signal }) => {
      const envelope = encodeCall(API, name, args as Readonly<Record<string, unknown>>, call.omitted);
      const { status, body } = await this.#transport.post(envelope, signal);
      try {
        return decodeReply(API, name, body) as Result<Api, Name>;
      } catch (error) {
        if (error instanceof SoapFault) {
          this.#letGo(error);
          throw faultError(name, error, this.#options.url);
        }
        if (isGuestwrightError(error) && status !== 200)
          throw notVirtualBox(this.#options.url, status, error);
        throw error;
      }
    });
  }

  /**
   * Runs `work`, and once more with a session logged on anew if this one has expired meanwhile. Only for work that may
   * be repeated and that gets its references afresh from `root`.
   */
  async renewed<T>(work: () => Promise<T>, call: CallOptions = {}): Promise<T> {
    const { generation } = this;
    try {
      return await work();
    } catch (error) {
      if (!isStaleReference(error)) throw error;
      if (this.generation === generation) await this.#renew(call);
      return await work();
    }
  }

  /** Logs off, which frees all references. Never rejects: a service that is gone has freed them. */
  async [Symbol.asyncDispose](): Promise<void> {
    const refIVirtualBox = this.#root;
    if (refIVirtualBox !== '') {
      this.#root = '';
      this.references.clear();
      await this.call('IWebsessionManager_logoff', { refIVirtualBox }, { timeout: LOGOFF_TIMEOUT }).catch(
        () => {},
      );
    }
    this.#transport[Symbol.dispose]();
  }

  /** A fault of VirtualBox's own brings a reference of an object that describes it, which we have read already. */
  #letGo({ content: { details } }: SoapFault): void {
    const { returnval: description } = details;
    if (description === undefined || description === '') return;
    this.references.hold(description);
    this.references.drop(description);
  }

  /** Several calls that find the session expired log on once. */
  async #renew(call: CallOptions): Promise<void> {
    const refused = (error: unknown) => {
      throw isGuestwrightError(error, 'authentication') ? noService(this.#options.url, error) : error;
    };
    this.#renewing ??= this.#logon(call)
      .catch(refused)
      .finally(() => {
        this.#renewing = undefined;
      });
    await this.#renewing;
  }

  async #logon(call: CallOptions): Promise<void> {
    const { user: username, password } = this.#options;
    this.#root = await this.call(
      'IWebsessionManager_logon',
      { username, password: passwordText(password) },
      call,
    );
    this.#generation++;
    this.references.clear();
  }
}

/** References are texts to the service's schema. An event is never handed out twice, and waiting for one takes long. */
function givesReferences(name: Operation): boolean {
  if (name === 'IEventSource_getEvent') return false;
  const results: Readonly<Record<string, string>> = API.operations[name].results;
  return Object.values(results).some((type) => type.startsWith('string') || type.startsWith('I'));
}

/** User and password were good before, and a refusal has no words. */
function noService(url: URL, cause: GuestwrightError): GuestwrightError {
  return new GuestwrightError(`vboxwebsrv at ${url.origin} does not let us log on again`, {
    code: 'connection-lost',
    cause,
    remedy: "VirtualBox's own service behind it (VBoxSVC) has ended, most likely: start vboxwebsrv anew.",
  });
}

function notVirtualBox(url: URL, status: number, cause: GuestwrightError): GuestwrightError {
  return new GuestwrightError(`${url.origin}: expected VirtualBox's web service, got HTTP ${status}`, {
    code: 'protocol',
    cause,
    remedy: 'Check address and port; vboxwebsrv listens on 18083 unless told otherwise.',
  });
}
