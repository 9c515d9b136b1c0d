/** A program with two guests on a libvirt host, one of them gone back to a snapshot: it tells so and waits to be killed. */
import { demoMachine, loadDriver } from 'guestwright';

const [uri, poolPath] = process.argv.slice(2);
const libvirt = await loadDriver('libvirt');
const host = await libvirt.connect({ uri, poolPath });
const [one, two] = [await host.define(demoMachine), await host.define(demoMachine)];
await one.start();
await two.start();
await two.snapshots.take('here');
await two.snapshots.restore('here');
process.stdout.write(`${one.facts.process}\n`);
setInterval(() => {}, 1000); // the pipe to a program whose output has no more readers keeps nobody alive
