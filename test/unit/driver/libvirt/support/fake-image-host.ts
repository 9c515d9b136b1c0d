/** A host whose pool lives in memory: its uploads can be cut, its disk can err, and it counts what it is asked. */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { GuestwrightError } from '../../../../../src/base/errors.ts';
import type { HostParts, ImagePool } from '../../../../../src/driver/libvirt/images/host-images.ts';

type Args = { readonly name: string; readonly file: string; readonly offset: number; readonly xml: string };

const POOL = 'guestwright';
const NAME_TAKEN = 9;

export class FakeImageHost {
  readonly volumes = new Map<string, Buffer>();
  readonly domains = new Map<string, string>();
  readonly told: string[] = [];
  /** 'volumeUpload 100', in order: what was asked, with the offset. */
  readonly asked: string[] = [];
  /** The next uploads break after so many bytes. */
  readonly cuts: number[] = [];
  /** Notes of domains that a killed daemon left behind. */
  left: readonly { readonly uuid: string; readonly name: string; readonly note: string }[] = [];
  /** The next uploads change a byte. */
  errors = 0;
  /** Called before an upload begins. */
  onUpload: () => Promise<void> = async () => {};

  get parts(): HostParts {
    const call = async (operation: string, args: Args, options?: { onProgress?: (done: number) => void }) => {
      const answer = await this.#answers[operation]?.(args);
      if (options?.onProgress) options.onProgress(this.volumes.get(args.name)?.length ?? 0);
      return answer;
    };
    const caller = { uri: 'qemu+tls://one/system', setWill: () => {}, call };
    return {
      pool: this.#pool,
      caller: caller as HostParts['caller'],
      tell: (line) => void this.told.push(line),
    };
  }

  /** How many bytes of each upload went over the link. */
  get uploads(): readonly string[] {
    return this.asked.filter((each) => each.startsWith('volumeUpload'));
  }

  readonly #pool: ImagePool = {
    pool: POOL,
    find: async (name) => {
      const content = this.volumes.get(name);
      return content && { name, path: `/pool/${name}`, xml: volumeXml(content.length) };
    },
    createVolume: async ({ name }) => {
      if (this.volumes.has(name)) throw new Error(`volume ${name} exists`);
      this.volumes.set(name, Buffer.alloc(0));
      return { name, path: `/pool/${name}`, xml: volumeXml(0) };
    },
    deleteVolume: async ({ name }) => void this.volumes.delete(name),
  };

  readonly #answers: Readonly<Record<string, (args: Args) => Promise<unknown>>> = {
    hostFacts: async () => ({ type: 'QEMU' }),
    hostCapabilities: async () => "<domain type='qemu'/>",
    domainCreate: async ({ xml }) => {
      const [, name = ''] = /<name>(.*?)<\/name>/.exec(xml) ?? [];
      if (this.domains.has(name))
        throw new GuestwrightError(`domain '${name}' exists`, {
          code: 'hypervisor',
          details: { libvirt: NAME_TAKEN },
        });
      this.domains.set(name, xml);
    },
    domainList: async () => [...this.domains.keys()].map((name) => ({ name })),
    domainDestroy: async () => this.domains.clear(),
    noteList: async () => this.left,
    volumeTouch: async ({ name }) => void this.asked.push(`volumeTouch ${name}`),
    volumeHash: async ({ name }) => {
      this.asked.push('volumeHash');
      return createHash('sha256')
        .update(this.volumes.get(name) ?? '')
        .digest('hex');
    },
    volumeUpload: async ({ name, file, offset }) => {
      this.asked.push(`volumeUpload ${offset}`);
      await this.onUpload();
      const all = await readFile(file);
      const cut = this.cuts.shift();
      const before = this.volumes.get(name)?.subarray(0, offset) ?? Buffer.alloc(0);
      const content = Buffer.concat([before, all.subarray(offset, cut)]);
      if (this.errors > 0 && content.length > 0) {
        this.errors--;
        content[0] = (content[0] ?? 0) ^ 1;
      }
      this.volumes.set(name, content);
      if (cut === undefined) return content.length - offset;
      this.domains.clear(); // they end with the link
      throw new GuestwrightError('the connection was lost: it was cut', { code: 'connection-lost' });
    },
  };
}

function volumeXml(size: number): string {
  return `<volume><capacity unit='bytes'>${size}</capacity></volume>`;
}
