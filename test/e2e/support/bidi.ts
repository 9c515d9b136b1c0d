/**
 * Firefox over WebDriver BiDi, just enough for a smoke test. Playwright's own BiDi client (`channel: 'moz-firefox'`) launches
 * Debian's firefox-esr 153, but makes no page in it: it always sends emulation.setMediaFeaturesOverride, which ESR lacks.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir } from 'node:fs/promises';
import { WebSocket } from 'ws';

export interface Firefox extends AsyncDisposable {
  /** Opens the address in a new tab. */
  open(address: string): Promise<FirefoxTab>;
}

export interface FirefoxTab {
  /** The value of an expression in the page: a string, number, boolean or nothing. */
  evaluate(expression: string): Promise<unknown>;
  /** Presses and releases a key by its WebDriver code point. */
  press(key: string): Promise<void>;
}

/** Code point of Enter (WebDriver, section 17.4.2). */
export const ENTER = '\ue006';

/** Headless, with a profile of its own in `folder`. */
export async function launchFirefox(folder: string): Promise<Firefox> {
  await mkdir(folder, { recursive: true });
  const args = ['--headless', '--no-remote', '--profile', folder, '--remote-debugging-port', '0'];
  const child = spawn('firefox-esr', args, {
    env: { ...process.env, HOME: folder, MOZ_DISABLE_CONTENT_SANDBOX: '1' },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const end = () => endProcess(child);
  try {
    const socket = new WebSocket(`${await addressOf(child)}/session`);
    await once(socket, 'open');
    const send = sender(socket);
    await send('session.new', { capabilities: {} });
    return {
      open: async (address) => {
        const { context } = (await send('browsingContext.create', { type: 'tab' })) as { context: string };
        await send('browsingContext.navigate', { context, url: address, wait: 'complete' });
        return tabOf(context, send);
      },
      [Symbol.asyncDispose]: async () => {
        socket.close();
        await end();
      },
    };
  } catch (error) {
    await end();
    throw error;
  }
}

type Send = (method: string, params: object) => Promise<unknown>;

function tabOf(context: string, send: Send): FirefoxTab {
  return {
    evaluate: async (expression) => {
      const answer = (await send('script.evaluate', {
        expression,
        target: { context },
        awaitPromise: true,
      })) as { type: string; result?: { value?: unknown }; exceptionDetails?: { text: string } };
      if (answer.type !== 'success') throw new Error(answer.exceptionDetails?.text);
      return answer.result?.value;
    },
    press: async (key) => {
      const actions = ['keyDown', 'keyUp'].map((type) => ({ type, value: key }));
      await send('input.performActions', { context, actions: [{ type: 'key', id: 'keyboard', actions }] });
    },
  };
}

/** Commands and their answers, by number. */
function sender(socket: WebSocket): Send {
  let last = 0;
  const waiting = new Map<number, { resolve: (value: unknown) => void; reject: (error: Error) => void }>();
  socket.on('message', (data) => {
    const { id, type, result, message } = JSON.parse(String(data)) as {
      id?: number;
      type: string;
      result?: unknown;
      message?: string;
    };
    const asked = id === undefined ? undefined : waiting.get(id);
    if (id === undefined || !asked) return; // an event
    waiting.delete(id);
    if (type === 'error') asked.reject(new Error(message));
    else asked.resolve(result);
  });
  socket.on('close', () => {
    for (const { reject } of waiting.values()) reject(new Error('firefox closed the connection'));
  });
  return (method, params) =>
    new Promise((resolve, reject) => {
      const id = ++last;
      waiting.set(id, { resolve, reject });
      socket.send(JSON.stringify({ id, method, params }));
    });
}

function addressOf(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let said = '';
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      said += text;
      const address = /WebDriver BiDi listening on (ws:\/\/\S+)/.exec(said)?.[1];
      if (address !== undefined) resolve(address);
    });
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`firefox ended with ${code}: ${said}`)));
  });
}

async function endProcess(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill();
  await once(child, 'exit');
}
