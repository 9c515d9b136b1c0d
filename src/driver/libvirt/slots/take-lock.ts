/** Takes a lock on a libvirt host: creates its domain, which only one can. */
import { randomUUID } from 'node:crypto';
import type { Deadline } from '../../../base/deadline.ts';
import { GuestwrightError } from '../../../base/errors.ts';
import type { Holder } from '../../hosts/holder.ts';
import { CREATE } from '../library/constants.ts';
import { LibvirtLock, type LockCaller } from './held-lock.ts';
import { lockDomainXml, lockType } from './lock-domain.ts';

/** Somebody may take and give back between our try and our look. */
const TRIES = 3;

/** What `lockDomainXml` calls `type` there. Error `unsupported` where domains cannot be bound to a connection. */
export async function lockTypeOf(connection: LockCaller, deadline: Deadline): Promise<string> {
  const { type } = await connection.call('hostFacts', {}, deadline.options);
  const kind = lockType(await connection.call('hostCapabilities', {}, deadline.options));
  if (type === 'QEMU' && kind !== undefined) return kind;
  throw new GuestwrightError(`hosts: ${connection.uri} is run by ${type}, which keeps no locks for us`, {
    code: 'unsupported',
    remedy: 'Share hosts that run QEMU, or leave hosts out and name the uri in driver.',
  });
}

/** Undefined when somebody else has it. It lasts as long as the connection, or until it is disposed. */
export async function takeLock(
  connection: LockCaller,
  { name, type, holder }: { readonly name: string; readonly type: string; readonly holder: Holder },
  deadline: Deadline,
): Promise<LibvirtLock | undefined> {
  for (let tries = 1; ; tries++) {
    const uuid = randomUUID();
    try {
      const xml = lockDomainXml({ name, uuid, type, holder });
      await connection.call(
        'domainCreate',
        { xml, flags: CREATE.paused | CREATE.autoDestroy },
        deadline.options,
      );
      return new LibvirtLock(connection, name, uuid, holder);
    } catch (error) {
      const domains = await connection.call('domainList', {}, deadline.options);
      if (domains.some((domain) => domain.name === name)) return undefined;
      if (tries === TRIES) throw error;
    }
  }
}
