/** What the host tells of its domains without being asked. */
import { CLOSE_REASONS, EVENT, LIFECYCLE, STOPPED } from '../library/constants.ts';
import { identify } from './domains.ts';
import type { Session } from './session.ts';

/** A domain's change: libvirt's word for it, and why. */
export interface DomainEvent {
  readonly uuid: string;
  readonly name: string;
  readonly event: (typeof LIFECYCLE)[number] | 'rebooted' | 'unknown';
  /** virDomainEventStoppedDetailType for 'stopped', else the number of the detail. */
  readonly detail: string;
}

/** Connections whose driver has no events stay without; such a host is asked instead. */
export async function watchDomains(session: Session, notify: (event: DomainEvent) => void): Promise<void> {
  const { library, connection } = session;
  const lifecycle = library.callback(
    { returns: 'i32', takes: ['pointer', 'pointer', 'i32', 'i32', 'pointer'] } as const,
    (_, domain, event, detail) => {
      const word = LIFECYCLE[event] ?? 'unknown';
      const why = word === 'stopped' ? (STOPPED[detail] ?? String(detail)) : String(detail);
      notify({ ...identify(session, domain), event: word, detail: why });
      return 0;
    },
  );
  const reboot = library.callback(
    { returns: 'void', takes: ['pointer', 'pointer', 'pointer'] } as const,
    (_, domain) => {
      notify({ ...identify(session, domain), event: 'rebooted', detail: '' });
      return undefined;
    },
  );
  const register = (id: number, pointer: bigint) =>
    session.call('virConnectDomainEventRegisterAny', connection, 0n, id, pointer, 0n, 0n);
  await register(EVENT.lifecycle, lifecycle.pointer);
  await register(EVENT.reboot, reboot.pointer);
}

/** Tells when the connection is closed by anything but us. */
export async function watchClosing(session: Session, notify: (reason: string) => void): Promise<void> {
  const { library, connection } = session;
  const closed = library.callback(
    { returns: 'void', takes: ['pointer', 'i32', 'pointer'] } as const,
    (_, reason) => {
      notify(CLOSE_REASONS[reason] ?? `reason ${reason}`);
      return undefined;
    },
  );
  await session.call('virConnectRegisterCloseCallback', connection, closed.pointer, 0n, 0n);
}
