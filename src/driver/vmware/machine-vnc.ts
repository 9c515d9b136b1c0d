/** The VNC server of one machine: switched on before each start, read back when it is on, put back when it is off. */
import type { CallOptions } from '../../base/deadline.ts';
import { GuestwrightError } from '../../base/errors.ts';
import { freePort } from '../free-port.ts';
import { RfbClient } from '../rfb/client.ts';
import { randomPassword } from '../rfb/random-password.ts';
import { VncConnection } from '../vnc/connection.ts';
import { editVmx, readVmx } from './vmx/vmx-on-disk.ts';
import { forgetVnc, noteVnc } from './vnc-note.ts';
import { hasOurVnc, LOOPBACK, readVnc, restoreVnc, switchOnVnc, type VncPlace } from './vnc-settings.ts';

export interface MachineVncOptions {
  readonly name: string;
  readonly vmx: string;
  /** Whether its .vmx is a file of this computer. */
  readonly local: boolean;
  /** Not ours: its settings are put back. */
  readonly borrowed: boolean;
  readonly keys: { readonly press: number; readonly interval: number };
  /** What its owner told of a server that is on already. */
  readonly told: Partial<VncPlace> | undefined;
  readonly isOn: () => boolean;
}

/** A lost connection is tried again for this long, ms. */
const PATIENCE = 30_000;
const DEFAULT_PORT = 5900;

export class MachineVnc implements AsyncDisposable {
  readonly connection: VncConnection;
  readonly #options: MachineVncOptions;
  readonly #password = randomPassword();
  #place: VncPlace | undefined;

  constructor(options: MachineVncOptions) {
    this.#options = options;
    this.connection = new VncConnection({
      connect: (call) => this.#open(call),
      patience: PATIENCE,
      wanted: async () => options.isOn(),
    });
  }

  /** Where it listens, while the machine is on. */
  get place(): VncPlace | undefined {
    return this.#place;
  }

  /** Into the .vmx of a machine that is off: a free port of the loopback and a password of the moment. */
  async switchOn(): Promise<void> {
    const { vmx, local, borrowed } = this.#options;
    if (!local) return;
    const place = { host: LOOPBACK, port: await freePort(), password: this.#password };
    if (borrowed) await noteVnc(vmx);
    await editVmx(vmx, (file) => switchOnVnc(file, place));
  }

  /** The machine is on: where its server is. */
  async found(): Promise<void> {
    const { vmx, local, told } = this.#options;
    const file = local ? readVnc(await readVmx(vmx)) : undefined;
    const ours = file?.password === this.#password;
    this.#place =
      told && !ours
        ? {
            host: told.host ?? file?.host ?? LOOPBACK,
            port: told.port ?? file?.port ?? DEFAULT_PORT,
            password: told.password ?? file?.password,
          }
        : file;
  }

  /** The machine is off: its .vmx says again what it said before. */
  async switchOff(): Promise<void> {
    const { vmx, local, borrowed } = this.#options;
    this.#place = undefined;
    await this.connection.drop();
    if (!local || !borrowed) return; // one of ours ends with its files
    await restoreIn(vmx);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.connection[Symbol.asyncDispose]();
  }

  async #open(call: CallOptions): Promise<RfbClient> {
    const { name, isOn, keys } = this.#options;
    if (!isOn()) throw new GuestwrightError(`machine '${name}' is off`, { code: 'machine-state' });
    const place = this.#place;
    if (!place) throw withoutServer(name);
    const { host, port, password } = place;
    return await RfbClient.connect({ address: { host, port }, password, keys }, call);
  }
}

/** Puts a .vmx back that holds settings of ours. */
export async function restoreIn(vmx: string): Promise<void> {
  if (hasOurVnc(await readVmx(vmx))) await editVmx(vmx, restoreVnc);
  await forgetVnc(vmx);
}

function withoutServer(name: string): GuestwrightError {
  return new GuestwrightError(`machine '${name}' runs without a VNC server that we know of`, {
    code: 'invalid-argument',
    remedy:
      'Power it off and start it here, which switches one on; or switch RemoteDisplay.vnc on in its .vmx and tell of it by the option vnc.',
  });
}
