/** Captures: each exact format that the web service has, and a whole capture of the driver's. */
import type { Desktop, Machine } from 'guestwright/script';
import { PNG } from 'pngjs';
import type * as WebSessionModule from '../../src/driver/virtualbox/web-session.ts';
import { percentile, round } from '../support/statistics.ts';
import { timed, type Way, withDesktop } from './session.ts';

const DIST = new URL('../../dist/src/driver/virtualbox/web-session.js', import.meta.url);

/** Those of BitmapFormat that lose nothing; BGR and JPEG are refused by 7.2 (E_NOTIMPL). */
const FORMATS = ['PNG', 'RGBA', 'BGRA', 'BGR0'] as const;
type Format = (typeof FORMATS)[number];
/** Commands of the bundled guest, and the display that they lead to. */
const MODES = { console: '720x400', 'mode 800x600': '800x600', 'mode 1024x768': '1024x768' } as const;
const MODE_TIMEOUT = 20_000;

/** In every mode: the driver's own captures, and `more` of what else is to be measured there. */
export async function measureCaptures(
  { name, host }: Way,
  samples: number,
  more: (machine: Machine) => Promise<object> = async () => ({}),
) {
  return await withDesktop(host, async (desktop, machine) => {
    const rows: object[] = [];
    for (const [command, display] of Object.entries(MODES)) {
      await machine.serial().write(`${command}\n`);
      await untilSized(desktop, display);
      const times: number[] = [];
      for (let i = 0; i < samples; i++) times.push(await timed(() => desktop.capture()));
      rows.push({
        figure: 'capture',
        way: name,
        display,
        samples,
        ...spread(times),
        ...(await more(machine)),
      });
    }
    return rows;
  });
}

/** By format: bytes of the picture, of the reply, time of the call, and of making RGBA of it. */
export async function measureFormats(url: string, machine: Machine, samples: number) {
  const { WebSession } = (await import(DIST.href)) as typeof WebSessionModule;
  await using web = await WebSession.logon({ url: new URL(url), user: '', password: '' });
  const found = await web.call('IVirtualBox_findMachine', { _this: web.root, nameOrId: machine.name });
  const session = await web.call('IWebsessionManager_getSessionObject', { refIVirtualBox: web.root });
  await web.call('IMachine_lockMachine', { _this: found, session, lockType: 'Shared' });
  try {
    const console = await web.call('ISession_getConsole', { _this: session });
    const display = await web.call('IConsole_getDisplay', { _this: console });
    const screen = { _this: display, screenId: 0 };
    const { width, height } = await web.call('IDisplay_getScreenResolution', screen);
    const take = (bitmapFormat: Format) =>
      web.call('IDisplay_takeScreenShotToArray', { ...screen, width, height, bitmapFormat });
    const formats: Record<string, object> = {};
    for (const format of FORMATS) formats[format] = await measureFormat(format, take, samples);
    return { formats };
  } finally {
    await web.call('ISession_unlockMachine', { _this: session });
  }
}

async function measureFormat(format: Format, take: (format: Format) => Promise<Uint8Array>, samples: number) {
  const calls: number[] = [];
  const decodes: number[] = [];
  let bytes = 0;
  for (let i = 0; i < samples; i++) {
    let picture: Uint8Array = Buffer.alloc(0);
    calls.push(
      await timed(async () => {
        picture = await take(format);
      }),
    );
    decodes.push(await timed(async () => toRgba(format, picture)));
    bytes = picture.length;
  }
  return {
    bytes,
    replyBytes: Math.ceil(bytes / 3) * 4, // base64
    callMs: round(percentile(calls, 0.5), 3),
    callP90Ms: round(percentile(calls, 0.9), 3),
    toRgbaMs: round(percentile(decodes, 0.5), 3),
  };
}

function toRgba(format: Format, picture: Uint8Array): Uint8Array {
  if (format === 'PNG') return PNG.sync.read(Buffer.from(picture)).data;
  const data = Buffer.from(picture);
  if (format === 'RGBA') return data;
  for (let at = 0; at < data.length; at += 4) {
    const blue = data[at] as number;
    data[at] = data[at + 2] as number;
    data[at + 2] = blue;
    data[at + 3] = 255;
  }
  return data;
}

async function untilSized(desktop: Desktop, display: string): Promise<void> {
  const until = performance.now() + MODE_TIMEOUT;
  for (;;) {
    const { width, height } = await desktop.capture();
    if (`${width}x${height}` === display) return;
    if (performance.now() > until) throw new Error(`the display is ${width}x${height}, not ${display}`);
  }
}

function spread(times: readonly number[]) {
  return { captureMs: round(percentile(times, 0.5), 3), captureP90Ms: round(percentile(times, 0.9), 3) };
}
