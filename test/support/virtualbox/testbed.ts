/** A real VirtualBox web service for tests: one of our own in testbeds/virtualbox, or the one that the user names. */
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { type Driver, loadDriver, registerDriver } from 'guestwright/script';
import { TestbedShell } from '../testbed-shell.ts';
import { withTestbed } from '../with-testbed.ts';
import { ServerLog } from './server-log.ts';

/** The name of the driver under which tests run on the testbed. */
export const VIRTUALBOX_TESTBED = 'virtualbox-testbed';

const PROJECT = resolve(import.meta.dirname, '../../..');
const SCRIPTS = join(PROJECT, 'testbeds', 'virtualbox');
/** Where `npm test` unpacks VirtualBox. */
const INSTALLED = join(PROJECT, '.cache', 'virtualbox');
/** A web service that takes longer to answer is broken, ms. */
const START_TIMEOUT = 30_000;
const MOST_STARTS = 3;

export interface Testbed extends AsyncDisposable {
  readonly url: string;
  /** What vboxwebsrv has written so far. */
  readonly log: string;
  /** Managed references that it holds, by its own last count: with its option `-v`. */
  readonly references: number;
  /** Runs a shell command beside VirtualBox; resolves with its output. */
  run(command: string): Promise<string>;
  /** Ends the web service alone, as a crash would; machines and VirtualBox's own service stay. */
  killWebService(): Promise<void>;
  /** Starts a web service again on the same port. */
  startWebService(...options: readonly string[]): Promise<void>;
}

export interface TestbedOptions {
  /** Of vboxwebsrv. */
  readonly options?: readonly string[];
  /** Who is asked for user and password. Default: nobody. */
  readonly authentication?: 'null' | 'VBoxAuthSimple';
  /** Machines are started by the packaged front end, which needs the kernel module. */
  readonly packaged?: boolean;
  /** VirtualBox's own folder for machines is a file system of this size, such as '8m'. */
  readonly machinesSize?: string;
  /** Characters of the log that are kept. */
  readonly logSize?: number;
}

/** A VirtualBox with settings, service and web service of its own. */
export async function startTestbed({
  options = [],
  authentication = 'null',
  packaged = false,
  machinesSize = '',
  logSize,
}: TestbedOptions = {}): Promise<Testbed> {
  const state = await mkdtemp(join(tmpdir(), 'vbox-'));
  await writeFile(join(state, 'VirtualBox.xml'), settings(join(state, 'machines'), authentication));
  let port = 0;
  const environment = { PACKAGED: packaged ? '1' : '', MACHINES_SIZE: machinesSize };
  const args = [INSTALLED, state, tmpdir(), PROJECT];
  const log = new ServerLog(logSize);
  const shell = new TestbedShell(join(SCRIPTS, 'enter.sh'), args, { env: environment, log });
  const startOnce = async (more: readonly string[]) => {
    const args = ['-H', '127.0.0.1', '-p', String(port), '-A', authentication, ...more].join(' ');
    await shell.run(`vboxwebsrv ${args} >&2 & WEB_SERVICE=$!`);
    await answering(port, shell);
  };
  // Where everything was killed just before, VirtualBox's own service does not always come up (seen once in 80 times).
  const startWebService = (...more: readonly string[]) => repeated(() => startOnce(more));
  /** Whoever asks the system for a port at the same time may be given the one that we found free. */
  const startOnFreePort = async () => {
    port = await freePort();
    await startOnce(options);
  };
  const end = async () => {
    await shell.end();
    await rm(state, { recursive: true, force: true });
  };
  try {
    await repeated(startOnFreePort);
  } catch (error) {
    await end();
    throw error;
  }
  return {
    url: `${options.includes('-s') ? 'https' : 'http'}://127.0.0.1:${port}/`,
    get log() {
      return shell.log.text;
    },
    get references() {
      return shell.log.references;
    },
    run: (command) => shell.run(command),
    killWebService: async () => {
      await shell.run('kill -9 $WEB_SERVICE; wait $WEB_SERVICE 2>/dev/null; true');
    },
    startWebService,
    [Symbol.asyncDispose]: end,
  };
}

/**
 * VirtualBox's global settings. Not by VBoxManage: VirtualBox's service ends a while after its last client, and a client
 * that comes just then fails. Without VT-x the interpreter takes over by the extra data: clients need no special call.
 */
function settings(machines: string, authentication: string): string {
  return `<?xml version="1.0"?>
<VirtualBox xmlns="http://www.virtualbox.org/" version="1.12-linux">
  <Global>
    <ExtraData><ExtraDataItem name="VBoxInternal/HM/FallbackToIEM" value="1"/></ExtraData>
    <MachineRegistry/>
    <SystemProperties defaultMachineFolder="${machines}" webServiceAuthLibrary="${authentication}"/>
  </Global>
</VirtualBox>
`;
}

async function repeated(start: () => Promise<void>): Promise<void> {
  for (let tries = 1; ; tries++) {
    try {
      return await start();
    } catch (error) {
      if (tries === MOST_STARTS) throw error;
    }
  }
}

/** Whether the web service runs: one that has ended and was not waited for is a zombie, state Z. */
const RUNS = 'read -r _ _ STATE _ </proc/$WEB_SERVICE/stat && [ "$STATE" != Z ]';

/** Resolves when the web service answers, and not somebody else at its port. Rejects when it has ended. */
async function answering(port: number, shell: TestbedShell<ServerLog>): Promise<void> {
  const until = Date.now() + START_TIMEOUT;
  while (Date.now() < until && !shell.ended) {
    const response = await fetch(`http://127.0.0.1:${port}/`).catch((error: unknown) => error);
    await shell.run(RUNS);
    // With TLS it hangs up on plain text; either way somebody listens.
    if (response instanceof Response || !/ECONNREFUSED/.test(causeOf(response))) return;
    await new Promise((resume) => setTimeout(resume, 50));
  }
  throw new Error(`vboxwebsrv did not come up: ${shell.log.text}`);
}

function causeOf(error: unknown): string {
  return error instanceof Error ? `${String(error)} ${String(error.cause)}` : '';
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  return typeof address === 'object' && address ? address.port : 0;
}

registerDriver(VIRTUALBOX_TESTBED, async () => {
  const virtualbox = await loadDriver('virtualbox');
  const driver: Driver = {
    ...virtualbox,
    name: VIRTUALBOX_TESTBED,
    async connect(options, call) {
      const named = process.env.GUESTWRIGHT_VIRTUALBOX_URL;
      if (named !== undefined) {
        const { GUESTWRIGHT_VIRTUALBOX_USER: user = '', GUESTWRIGHT_VIRTUALBOX_PASSWORD: password = '' } =
          process.env;
        return await virtualbox.connect({ url: named, user, password, ...options }, call);
      }
      const testbed = await startTestbed();
      const host = await virtualbox.connect({ url: testbed.url, ...options }, call);
      return withTestbed(host, testbed);
    },
  };
  return driver;
});
