/** What a fleet's host spends: processor time by program, memory, and bytes on its cable. */
import type { FleetHost } from '../../test/support/libvirt/fleet.ts';

export interface Reading {
  /** Seconds of processor time. */
  readonly guests: number;
  readonly daemon: number;
  /** Resident, of all guests, in MiB. */
  readonly guestsMiB: number;
  /** Bytes that the host sent over its cable. */
  readonly sent: number;
  /** Ms of our clock. */
  readonly at: number;
}

/** Ticks of utime and stime in /proc/PID/stat: USER_HZ, 100 on every Linux. */
const TICKS_PER_SECOND = 100;
/** Of resident memory there. */
const PAGES_PER_MIB = 256;

/** Everything but the guests counts as the daemon's: libvirtd, and sshd where it carries the connection. */
export async function readMeter(host: FleetHost): Promise<Reading> {
  const stats = await host.run('cat /proc/[0-9]*/stat 2>/dev/null; true');
  const sent = Number(await host.run('cat /sys/class/net/wire/statistics/tx_bytes'));
  let [guests, daemon, pages] = [0, 0, 0];
  for (const line of stats.split('\n').filter((each) => each !== '')) {
    const name = line.slice(line.indexOf('(') + 1, line.lastIndexOf(')'));
    const fields = line.slice(line.lastIndexOf(')') + 2).split(' ');
    const seconds = (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND;
    if (name.startsWith('qemu')) {
      guests += seconds;
      pages += Number(fields[21]);
    } else daemon += seconds;
  }
  return { guests, daemon, guestsMiB: pages / PAGES_PER_MIB, sent, at: performance.now() };
}
