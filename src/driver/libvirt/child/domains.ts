/** What the child does with domains, libvirt's word for machines. Each is named by its UUID. */
import { Out } from '../../ffi/types.ts';
import { lend, withDomain } from './handles.ts';
import type { Session } from './session.ts';

export interface DomainInfo {
  readonly uuid: string;
  readonly name: string;
  /** virDomainState and the reason for it, as libvirt counts them. */
  readonly state: number;
  readonly reason: number;
  readonly persistent: boolean;
}

export interface NamedDomain {
  readonly uuid: string;
}

/** 36 characters and a NUL. */
const UUID_ROOM = 37;

export const domainOperations = {
  domainList: async (session: Session, _: object): Promise<readonly DomainInfo[]> => {
    const found: DomainInfo[] = [];
    for (const domain of await session.list('virConnectListAllDomains', session.connection)) {
      // One that ends while we look is not on the list.
      await lend(session, 'virDomainFree', domain, async () => {
        found.push(await describe(session, domain));
      }).catch(() => {});
    }
    return found;
  },

  domainFind: async (session: Session, { name }: { readonly name: string }): Promise<DomainInfo> =>
    await lend(
      session,
      'virDomainFree',
      await session.pointer('virDomainLookupByName', session.connection, name),
      (domain) => describe(session, domain),
    ),

  domainInfo: async (session: Session, { uuid }: NamedDomain): Promise<DomainInfo> =>
    await withDomain(session, uuid, (domain) => describe(session, domain)),

  /** Defines it, or another definition for it. */
  domainDefine: async (session: Session, { xml }: { readonly xml: string }): Promise<DomainInfo> =>
    await lend(
      session,
      'virDomainFree',
      await session.pointer('virDomainDefineXMLFlags', session.connection, xml, 0),
      (domain) => describe(session, domain),
    ),

  /** Starts one that exists only while it runs. `flags`: CREATE. */
  domainCreate: async (
    session: Session,
    { xml, flags }: { readonly xml: string; readonly flags: number },
  ): Promise<DomainInfo> =>
    await lend(
      session,
      'virDomainFree',
      await session.pointer('virDomainCreateXML', session.connection, xml, flags),
      (domain) => describe(session, domain),
    ),

  domainXml: async (
    session: Session,
    { uuid, flags }: NamedDomain & { readonly flags: number },
  ): Promise<string> =>
    await withDomain(session, uuid, (domain) => session.text('virDomainGetXMLDesc', domain, flags)),

  domainStart: simple('virDomainCreateWithFlags'),
  domainShutdown: simple('virDomainShutdownFlags'),
  domainDestroy: simple('virDomainDestroyFlags'),
  domainReset: simple('virDomainReset'),
  domainUndefine: simple('virDomainUndefineFlags'),
  domainManagedSave: simple('virDomainManagedSave'),
  domainManagedSaveRemove: simple('virDomainManagedSaveRemove'),
  /** 1 if its memory is saved, else 0. */
  domainHasManagedSave: simple('virDomainHasManagedSaveImage'),

  domainSuspend: async (session: Session, { uuid }: NamedDomain): Promise<number> =>
    await withDomain(session, uuid, (domain) => session.int('virDomainSuspend', domain)),
  domainResume: async (session: Session, { uuid }: NamedDomain): Promise<number> =>
    await withDomain(session, uuid, (domain) => session.int('virDomainResume', domain)),

  /** Saves memory to `path` on the host and ends it. `flags`: SAVE. */
  domainSave: async (
    session: Session,
    { uuid, path, flags }: NamedDomain & { readonly path: string; readonly flags: number },
  ): Promise<number> =>
    await withDomain(session, uuid, (domain) => session.int('virDomainSaveFlags', domain, path, null, flags)),

  /** Continues what was saved at `path` on the host. `flags`: SAVE. */
  domainRestore: async (
    session: Session,
    { path, flags }: { readonly path: string; readonly flags: number },
  ): Promise<number> => await session.int('virDomainRestoreFlags', session.connection, path, null, flags),

  /** `flags`: UPDATE. */
  domainUpdateDevice: async (
    session: Session,
    { uuid, xml, flags }: NamedDomain & { readonly xml: string; readonly flags: number },
  ): Promise<number> =>
    await withDomain(session, uuid, (domain) =>
      session.int('virDomainUpdateDeviceFlags', domain, xml, flags),
    ),

  /** Presses `codes` of that code set in order, and releases them in reverse order after `hold` ms. At most 16. */
  domainSendKey: async (
    session: Session,
    {
      uuid,
      codeset,
      hold,
      codes,
    }: NamedDomain & { readonly codeset: number; readonly hold: number; readonly codes: readonly number[] },
  ): Promise<number> => {
    const keys = new Uint8Array(Uint32Array.from(codes).buffer);
    return await withDomain(session, uuid, (domain) =>
      session.int('virDomainSendKey', domain, codeset, hold, keys, codes.length, 0),
    );
  },

  /** QEMU only: a command of its monitor in JSON, the answer as it came. `flags`: MONITOR. */
  domainMonitor: async (
    session: Session,
    { uuid, command, flags }: NamedDomain & { readonly command: string; readonly flags: number },
  ): Promise<string> => {
    const qemu = await session.qemu();
    const answer = new Out('pointer');
    return await withDomain(session, uuid, async (domain) => {
      const name = 'virDomainQemuMonitorCommand';
      await session.judged(
        name,
        () => qemu.call(name, domain, command, answer, flags),
        (result) => result < 0,
      );
      return session.takeText(answer.value);
    });
  },

  /** QEMU only: a command for the agent in the guest, in JSON. `timeout` in seconds. */
  domainAgent: async (
    session: Session,
    { uuid, command, timeout }: NamedDomain & { readonly command: string; readonly timeout: number },
  ): Promise<string> => {
    const qemu = await session.qemu();
    return await withDomain(session, uuid, async (domain) => {
      const name = 'virDomainQemuAgentCommand';
      const work = () => qemu.call(name, domain, command, timeout, 0);
      return session.takeText(await session.judged(name, work, (result) => result === 0n));
    });
  },
};

/** An operation that takes flags alone and gives what the library returns. */
function simple(
  name:
    | 'virDomainCreateWithFlags'
    | 'virDomainShutdownFlags'
    | 'virDomainDestroyFlags'
    | 'virDomainReset'
    | 'virDomainUndefineFlags'
    | 'virDomainManagedSave'
    | 'virDomainManagedSaveRemove'
    | 'virDomainHasManagedSaveImage',
) {
  return async (
    session: Session,
    { uuid, flags = 0 }: NamedDomain & { readonly flags?: number },
  ): Promise<number> => await withDomain(session, uuid, (domain) => session.int(name, domain, flags));
}

async function describe(session: Session, domain: bigint): Promise<DomainInfo> {
  const [state, reason] = [new Out('i32'), new Out('i32')];
  await session.int('virDomainGetState', domain, state, reason, 0);
  const persistent = (await session.int('virDomainIsPersistent', domain)) === 1;
  return { ...identify(session, domain), state: state.value, reason: reason.value, persistent };
}

/** Both are read from the handle itself: nothing waits, not even in a callback of the library's. */
export function identify(session: Session, domain: bigint): { readonly uuid: string; readonly name: string } {
  const room = new Uint8Array(UUID_ROOM);
  session.library.callNow('virDomainGetUUIDString', domain, room);
  const uuid = Buffer.from(room.subarray(0, UUID_ROOM - 1)).toString('latin1');
  return { uuid, name: session.library.callNow('virDomainGetName', domain) ?? '' };
}
