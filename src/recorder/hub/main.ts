/** The process of the page that the workers of one run share: `main.js PROJECT RUNNER`; ends with its runner. */
import { rm } from 'node:fs/promises';
import { LiveServer } from '../http/live-server.ts';
import { Hub } from './hub.ts';
import { hubFile, writeHub } from './hub-file.ts';

/** Between two looks whether the runner lives, in ms. */
const LOOK_INTERVAL = 1000;

const [project = '', runnerText = ''] = process.argv.slice(2);
const runner = Number(runnerText);
const file = hubFile(project, runner);

const hub = new Hub();
const server = await LiveServer.start({
  guests: hub,
  upgrade: (request, socket, head) => hub.upgrade(request, socket, head),
});
await writeHub(file, { port: server.port, publishToken: hub.publishToken, address: server.address });
const looking = setInterval(() => {
  if (!isAlive(runner)) void end();
}, LOOK_INTERVAL);
process.once('SIGTERM', () => void end());

async function end(): Promise<void> {
  clearInterval(looking);
  await rm(file, { force: true });
  hub[Symbol.dispose]();
  await server[Symbol.asyncDispose]();
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
