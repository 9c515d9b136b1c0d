/**
 * How cost grows with guests and hosts, on libvirt hosts in networks of their own: `npm run bench -- scale`. GUESTS='1 2 4 8' and
 * TRANSPORTS='tls tcp ssh' choose; figures and what follows from them are in docs/scale.md.
 */
import { cpus, loadavg } from 'node:os';
import { join } from 'node:path';
import { type FleetHost, startFleet, type Transport } from '../test/support/libvirt/fleet.ts';
import { type FleetProgram, startProgram } from '../test/support/libvirt/wire.ts';
import { type Reading, readMeter } from './scale/meter.ts';
import { round } from './support/statistics.ts';

const { GUESTS = '1 2 4 8', TRANSPORTS = 'tls tcp ssh' } = process.env;
const COUNTS = GUESTS.split(' ').map(Number);
/** Of one measurement, ms. */
const TIME = 5000;
const PROGRAM = join(import.meta.dirname, 'scale', 'guests.ts');

const say = (row: object) => console.log(JSON.stringify({ bench: 'scale', ...row }));
say({ cores: cpus().length, load: loadavg()[0] });
for (const transport of TRANSPORTS.split(' ') as Transport[]) {
  for (const count of transport === 'tls' ? COUNTS : [1]) await measure([transport], count);
}
for (const count of COUNTS.filter((each) => each > 1)) await measure(['tls', 'tls'], count);
say({ load: loadavg()[0] });

/** `count` guests, spread over one host for each of `transports`. */
async function measure(transports: readonly Transport[], count: number): Promise<void> {
  await using fleet = await startFleet(transports);
  const programs: FleetProgram<object>[] = [];
  try {
    for (const host of fleet.hosts) {
      programs.push(await startProgram(fleet, PROGRAM, { uri: host.uri, plainTcp: true }));
    }
    const share = count / fleet.hosts.length;
    const all = (task: string) => Promise.all(programs.map((program) => program.ask(task)));
    const task = async (name: string, words: string) => {
      const before = await Promise.all(fleet.hosts.map(readMeter));
      const answers = await all(words);
      const spent = await Promise.all(
        fleet.hosts.map((host, index) => since(before[index] as Reading, host)),
      );
      say({ task: name, transports: transports.join('+'), guests: count, answers, spent });
    };
    await task('start', `start ${share}`);
    await task('still', `wait ${TIME}`);
    await task('capture', `capture ${TIME}`);
    await task('stop', 'stop');
  } finally {
    for (const program of programs) await program[Symbol.asyncDispose]();
  }
}

async function since(before: Reading, host: FleetHost): Promise<object> {
  const after = await readMeter(host);
  const seconds = (after.at - before.at) / 1000;
  return {
    seconds: round(seconds),
    guestsCores: round((after.guests - before.guests) / seconds),
    daemonCores: round((after.daemon - before.daemon) / seconds),
    guestsMiB: round(after.guestsMiB),
    sentBytes: after.sent - before.sent,
  };
}
