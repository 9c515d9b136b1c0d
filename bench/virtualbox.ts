/**
 * VirtualBox beside QEMU in the same run: start to first text, captures by format, key to visible change, references
 * held, three machines at a time. `npm run bench -- virtualbox`; SAMPLES scales it.
 */
import { loadavg } from 'node:os';
import { loadDriver, type Machine } from 'guestwright/script';
import { startTestbed } from '../test/support/virtualbox/testbed.ts';
import { keyToChange, TEXT_FIELD } from './support/typed-key.ts';
import { measureCaptures, measureFormats } from './virtualbox/captures.ts';
import { type Way, withDesktop } from './virtualbox/session.ts';
import { measureSeveral, measureStarts } from './virtualbox/starts.ts';

const DEFAULT_SAMPLES = 20;
const CAPTURES = 1000;

const samples = Number(process.env.SAMPLES ?? DEFAULT_SAMPLES);
const say = (row: object) => console.log(JSON.stringify({ bench: 'virtualbox', ...row }));

await using testbed = await startTestbed();
const virtualbox = await loadDriver('virtualbox');
await using soap = await virtualbox.connect({ url: testbed.url });
await using rfb = await virtualbox.connect({ url: testbed.url, frames: 'rfb' });
await using qemu = await (await loadDriver('qemu')).connect({});
const ways: readonly Way[] = [
  { name: 'virtualbox', host: soap },
  { name: 'qemu', host: qemu },
];

say({ figure: 'load', before: loadavg()[0] });
for (const way of ways) say(await measureStarts(way, samples));
for (const way of ways) {
  const byFormat = (machine: Machine) => measureFormats(testbed.url, machine, samples);
  for (const row of await measureCaptures(way, samples, way.host === soap ? byFormat : undefined)) say(row);
}
for (const way of [...ways, { name: "virtualbox, frames: 'rfb'", host: rfb }]) {
  const times = await withDesktop(way.host, (desktop) => keyToChange(desktop, TEXT_FIELD, samples));
  say({ figure: 'key to change', way: way.name, samples, ...times });
}
say(await measureReferences());
for (const way of ways) say(await measureSeveral(way));
say({ figure: 'load', after: loadavg()[0] });

/** On a web service that tells its count, which takes some of its time. */
async function measureReferences() {
  await using counting = await startTestbed({ options: ['-v'] });
  await using host = await virtualbox.connect({ url: counting.url });
  return await withDesktop(host, async (desktop) => {
    const before = counting.references;
    for (let i = 0; i < CAPTURES; i++) await desktop.capture();
    return {
      figure: 'references',
      way: 'virtualbox',
      captures: CAPTURES,
      before,
      after: counting.references,
    };
  });
}
