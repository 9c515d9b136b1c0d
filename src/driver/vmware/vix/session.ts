/** A connection to a host through VIX: its machines are found, opened, registered. */
import type { Deadline } from '../../../base/deadline.ts';
import type { HostControl } from '../control.ts';
import { API_VERSION, EVENTS, FIND, HOST_OPTIONS, type Provider, SERVICE_PROVIDERS } from './constants.ts';
import { vixNameOf } from './error.ts';
import type { Vix, VixHandle } from './vix.ts';
import { VixMachine } from './vm.ts';

export interface SessionOptions {
  readonly provider: Provider;
  /** Undefined: this computer. */
  readonly host: string | undefined;
  readonly port: number;
  /** Undefined: the user who we are. */
  readonly user: string | undefined;
  readonly password: string | undefined;
  readonly verify: boolean;
  /** Of machines that are encrypted. */
  readonly encryptionPassword: string | undefined;
}

/** What jobs that nobody waits for get to end before the session is left, ms. */
const DRAIN_TIMEOUT = 10_000;
/** VIX's word for both is fixed. */
const NO_CRITERIA = 0;
const NO_TIMEOUT = -1;
const NO_LIST = 0;
const NO_OPTIONS = 0;
/** Products that keep no list, or of which one cannot ask for it. */
const NO_LIST_KEPT: readonly (string | undefined)[] = ['NOT_SUPPORTED', 'INVALID_ARG', 'FAIL'];

const FIND_CALLBACK = { returns: 'void', takes: ['i32', 'i32', 'i32', 'pointer'] } as const;

export class VixSession implements HostControl {
  readonly kind = 'vix';
  readonly version: string;
  readonly #vix: Vix;
  readonly #host: VixHandle;
  readonly #encryptionPassword: string | undefined;
  #disposed: Promise<void> | undefined;

  private constructor(vix: Vix, host: VixHandle, version: string, encryptionPassword: string | undefined) {
    this.#vix = vix;
    this.#host = host;
    this.version = version;
    this.#encryptionPassword = encryptionPassword;
  }

  /** Errors: `authentication`, `connection-lost`, `not-installed` where the library finds no product, `certificate`. */
  static async connect(vix: Vix, options: SessionOptions, deadline: Deadline): Promise<VixSession> {
    const { library } = vix;
    const { provider, host = null, port, user = null, password = null, verify } = options;
    const facts = {
      what: host === null ? 'connecting to this computer' : `connecting to ${host}`,
      deadline,
      results: ['JOB_RESULT_HANDLE'] as const,
      // Connected too late: nobody has it, so it is left at once.
      discard: ({ JOB_RESULT_HANDLE: late }: { JOB_RESULT_HANDLE: number }) =>
        void library.call('VixHost_Disconnect', late).catch(() => {}),
    };
    const { JOB_RESULT_HANDLE } = await deadline.race(
      vix.run(facts, () =>
        library.call(
          'VixHost_Connect',
          API_VERSION,
          SERVICE_PROVIDERS[provider],
          host,
          port,
          user,
          password,
          host !== null && verify ? HOST_OPTIONS.VERIFY_SSL_CERT : NO_OPTIONS,
          NO_LIST,
          null,
          0n,
        ),
      ),
    );
    const handle = vix.handles.own(JOB_RESULT_HANDLE, 'host');
    return new VixSession(vix, handle, await productVersion(vix, handle), options.encryptionPassword);
  }

  async running(deadline: Deadline): Promise<readonly string[]> {
    return await this.#find(FIND.RUNNING_VMS, 'finding machines that run', deadline);
  }

  async registered(deadline: Deadline): Promise<readonly string[]> {
    try {
      return await this.#find(FIND.REGISTERED_VMS, 'finding machines on the list', deadline);
    } catch (error) {
      if (NO_LIST_KEPT.includes(vixNameOf(error))) return [];
      throw error;
    }
  }

  /** Error `authentication` for an encrypted machine whose password we do not have. */
  async open(vmx: string, deadline: Deadline): Promise<VixMachine> {
    const { library } = this.#vix;
    const host = this.#host.value;
    using list = await this.#openOptions();
    const start = library.has('VixHost_OpenVM')
      ? () => library.call('VixHost_OpenVM', host, vmx, NO_OPTIONS, list?.value ?? NO_LIST, null, 0n)
      : () => library.call('VixVM_Open', host, vmx, null, 0n);
    const { JOB_RESULT_HANDLE } = await this.#vix.run(
      {
        what: `opening '${vmx}'`,
        deadline,
        results: ['JOB_RESULT_HANDLE'],
        discard: (late) => this.#vix.handles.own(late.JOB_RESULT_HANDLE, 'machine')[Symbol.dispose](),
      },
      start,
    );
    return new VixMachine(this.#vix, this.#vix.handles.own(JOB_RESULT_HANDLE, 'machine'), vmx);
  }

  async register(vmx: string, deadline: Deadline): Promise<void> {
    const { library } = this.#vix;
    await this.#vix.run({ what: `registering '${vmx}'`, deadline }, () =>
      library.call('VixHost_RegisterVM', this.#host.value, vmx, null, 0n),
    );
  }

  async unregister(vmx: string, deadline: Deadline): Promise<void> {
    const { library } = this.#vix;
    await this.#vix.run({ what: `unregistering '${vmx}'`, deadline }, () =>
      library.call('VixHost_UnregisterVM', this.#host.value, vmx, null, 0n),
    );
  }

  /**
   * Machines are released before. No handle of this host may be released once it is disconnected: where a job does not
   * end, the connection is left open rather than broken under it.
   */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#disposed ??= this.#leave();
    await this.#disposed;
  }

  async #leave(): Promise<void> {
    const drained = await this.#vix.idle(AbortSignal.timeout(DRAIN_TIMEOUT));
    this.#vix.abandon();
    if (!drained) {
      process.emitWarning(
        'a VIX job has not ended: the connection to VMware stays open until this process ends',
        {
          type: 'FfiWarning',
        },
      );
      return;
    }
    // It is ended by disconnecting, not by releasing.
    await this.#vix.library.call('VixHost_Disconnect', this.#host.disown());
  }

  /** Found items come by a callback, which alone tells that there are no more. */
  async #find(kind: number, what: string, deadline: Deadline): Promise<readonly string[]> {
    const { library } = this.#vix;
    const found: string[] = [];
    let failure: unknown;
    let complete = false;
    const callback = library.callback(FIND_CALLBACK, (_job, event, info) => {
      try {
        if (event === EVENTS.FIND_ITEM)
          found.push(this.#vix.propertiesNow(info, ['FOUND_ITEM_LOCATION']).FOUND_ITEM_LOCATION);
      } catch (error) {
        failure ??= error;
      }
      complete ||= event === EVENTS.JOB_COMPLETED;
      return undefined;
    });
    const start = () =>
      library.call(
        'VixHost_FindItems',
        this.#host.value,
        kind,
        NO_CRITERIA,
        NO_TIMEOUT,
        callback.pointer,
        0n,
      );
    const run = () => this.#vix.run({ what, deadline, isComplete: () => complete }, start);
    const finding = this.#vix.withCallbacks(run).finally(() => {
      if (complete) callback[Symbol.dispose](); // one that may be called yet must stay
    });
    await deadline.race(finding);
    if (failure !== undefined) throw failure;
    return found;
  }

  /** The password goes along as a property; a machine that is not encrypted does not look at it. */
  async #openOptions(): Promise<VixHandle | undefined> {
    const password = this.#encryptionPassword;
    if (password === undefined) return undefined;
    return await this.#vix.propertyList(this.#host.value, 'VM_ENCRYPTION_PASSWORD', password);
  }
}

async function productVersion(vix: Vix, host: VixHandle): Promise<string> {
  const read = vix.properties(host.value, ['HOST_SOFTWARE_VERSION']);
  const version = await read.then(
    (found) => found.HOST_SOFTWARE_VERSION,
    () => '', // older ones do not tell
  );
  return version === '' ? 'VMware' : version;
}
