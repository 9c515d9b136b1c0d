/** The storage pool of a host in which our volumes are: found, or made when the first machine needs it. */
import { randomUUID } from 'node:crypto';
import { homedir } from 'node:os';
import { basename, join } from 'node:path';
import type { Deadline } from '../../base/deadline.ts';
import { isGuestwrightError } from '../../base/errors.ts';
import type { VolumeInfo, VolumeName } from './child/volumes.ts';
import type { Connection } from './connection.ts';
import type { HostFile } from './domain-disks.ts';
import { libvirtCode } from './faults.ts';
import { imageOnHost } from './images/host-images.ts';
import { DEFAULT_POOL } from './images/image-name.ts';
import { ERROR } from './library/constants.ts';
import type { ResolvedOptions } from './options.ts';
import { element, nodeAt, parseXml, textElement } from './xml.ts';

/** Others may not look into it. */
const OWNER_ONLY = '0711';

export interface NewVolume {
  readonly name: string;
  readonly format: HostFile['format'];
  /** Bytes that the guest sees; 0: as many as `backing` has. */
  readonly capacity: number;
  readonly backing?: Pick<HostFile, 'path' | 'format'>;
}

export class HostStorage {
  readonly pool: string;
  /** Whether the host's guests can read the user's own files: the same computer and the same user. */
  readonly direct: boolean;
  /** For what is short; for what is long. */
  readonly #connection: Connection;
  readonly #bulk: () => Promise<Connection>;
  readonly #options: ResolvedOptions;
  #ready: Promise<void> | undefined;
  #folder = '';

  constructor(connection: Connection, bulk: () => Promise<Connection>, options: ResolvedOptions) {
    this.#connection = connection;
    this.#bulk = bulk;
    this.#options = options;
    this.pool = options.pool ?? DEFAULT_POOL;
    this.direct = options.direct;
  }

  /** Finds the pool, starts it, or makes ours. */
  async prepare(deadline: Deadline): Promise<void> {
    this.#ready ??= this.#preparePool(deadline).catch((error: unknown) => {
      this.#ready = undefined;
      throw error;
    });
    await deadline.race(this.#ready);
  }

  async createVolume(
    { name, format, capacity, backing }: NewVolume,
    deadline: Deadline,
  ): Promise<VolumeInfo> {
    await this.prepare(deadline);
    const formatElement = (type: string) => element('format', { type });
    const xml = element(
      'volume',
      {},
      textElement('name', name),
      textElement('capacity', capacity, { unit: 'bytes' }),
      textElement('allocation', 0, { unit: 'bytes' }),
      element('target', {}, formatElement(format)),
      backing &&
        element('backingStore', {}, textElement('path', backing.path), formatElement(backing.format)),
    );
    return await this.#connection.call('volumeCreate', { pool: this.pool, xml }, deadline.options);
  }

  /** A new volume with the content of a file of ours. */
  async upload(name: string, file: string, deadline: Deadline): Promise<VolumeInfo> {
    const volume = await this.createVolume({ name, format: 'raw', capacity: 1 }, deadline);
    await (await this.#bulk()).call('volumeUpload', { pool: this.pool, name, file }, deadline.options);
    return volume;
  }

  /** A copy of a file of the host in a volume of its own, without a base; whoever asked deletes it. */
  async flatCopy(file: HostFile, format: HostFile['format'], deadline: Deadline): Promise<VolumeName> {
    await this.prepare(deadline);
    const name = `copy-${randomUUID()}.${format}`;
    const from = { pool: this.pool, name: basename(file.path) };
    const target = element('target', {}, element('format', { type: format }));
    const xml = element('volume', {}, textElement('name', name), textElement('capacity', 0), target);
    await (await this.#bulk()).call('volumeCreateFrom', { pool: this.pool, xml, from }, deadline.options);
    return { pool: this.pool, name };
  }

  /** Writes a volume into a file of ours. */
  async download(volume: VolumeName, file: string, deadline: Deadline): Promise<void> {
    await (await this.#bulk()).call('volumeDownload', { ...volume, file }, deadline.options);
  }

  /** A user's image on the host, there once for all machines. */
  async base(file: string, format: HostFile['format'], deadline: Deadline): Promise<HostFile> {
    const parts = { pool: this, caller: await this.#bulk(), tell: this.#options.tell };
    const { path } = await imageOnHost(parts, { file, format }, deadline);
    return { path, format, private: false };
  }

  async find(name: string, deadline: Deadline): Promise<VolumeInfo | undefined> {
    await this.prepare(deadline);
    return await this.#connection
      .call('volumeFind', { pool: this.pool, name }, deadline.options)
      .catch(unlessGone);
  }

  /** Nothing to do when it is gone. */
  async deleteVolume(volume: VolumeName, deadline: Deadline): Promise<void> {
    await this.#connection.call('volumeDelete', volume, deadline.options).catch(unlessGone);
  }

  /** Looks for volumes that came by other means than ours, such as a guest's saved memory. */
  async refresh(deadline: Deadline): Promise<void> {
    await this.#connection.call('poolRefresh', { name: this.pool }, deadline.options);
  }

  /** Where the pool's files are on the host, once it is prepared. */
  pathOf(name: string): string {
    return join(this.#folder, name);
  }

  async #preparePool(deadline: Deadline): Promise<void> {
    const call = deadline.options;
    if ((await this.#state(deadline)) === undefined) await this.#definePool(deadline);
    if ((await this.#state(deadline)) === 'inactive') {
      const starting = this.#connection.call('poolStart', { name: this.pool }, call);
      await starting.catch(async (error: unknown) => {
        if ((await this.#state(deadline)) !== 'active') throw error; // another process was faster
      });
    }
    const xml = parseXml(await this.#connection.call('poolXml', { name: this.pool }, call));
    this.#folder = nodeAt(xml, 'target', 'path')?.text ?? '';
  }

  async #state(deadline: Deadline): Promise<'active' | 'inactive' | undefined> {
    const pools = await this.#connection.call('poolList', {}, deadline.options);
    const found = pools.find(({ name }) => name === this.pool);
    return found && (found.active ? 'active' : 'inactive');
  }

  /** It outlives the host's daemon, so that images need not come again. One that the user named must be there. */
  async #definePool(deadline: Deadline): Promise<void> {
    if (this.#options.pool !== undefined) return;
    const permissions = element('permissions', {}, textElement('mode', OWNER_ONLY));
    const target = element('target', {}, textElement('path', this.#newFolder()), permissions);
    const xml = element('pool', { type: 'dir' }, textElement('name', this.pool), target);
    const defining = this.#connection.call('poolDefine', { xml }, deadline.options);
    await defining.catch(async (error: unknown) => {
      if ((await this.#state(deadline)) === undefined) throw error; // another process was faster
    });
  }

  /** Of a new pool. Nobody tells the home folder on another computer, and in a shared one nobody else may guess it. */
  #newFolder(): string {
    const { poolPath, uri } = this.#options;
    if (poolPath !== undefined) return poolPath;
    if (!uri.session) return '/var/lib/libvirt/images/guestwright';
    return uri.transport === 'local'
      ? join(homedir(), '.local', 'share', 'libvirt', 'images', 'guestwright')
      : `/var/tmp/guestwright-${randomUUID()}`;
  }
}

function unlessGone(error: unknown): undefined {
  const code = libvirtCode(error);
  if (isGuestwrightError(error) && (code === ERROR.noVolume || code === ERROR.noPool)) return undefined;
  throw error;
}
