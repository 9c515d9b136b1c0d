/** Captures over the web service: what is asked again, and for how long. */
import { expect, test } from '@playwright/test';
import { PNG } from 'pngjs';
import { VboxObject } from '../../../../src/driver/virtualbox/objects.ts';
import { ScreenshotSource } from '../../../../src/driver/virtualbox/screenshot.ts';
import { WebSession } from '../../../../src/driver/virtualbox/web-session.ts';
import { PooledAllocator } from '../../../../src/frame/allocator.ts';
import {
  type Answer,
  startFakeService,
  UNKNOWN_OBJECT,
  WORDLESS_FAILURE,
} from '../../../support/virtualbox/fake-service.ts';

const [WIDTH, HEIGHT] = [4, 2];
const RESOLUTION = [
  `<width>${WIDTH}</width><height>${HEIGHT}</height><bitsPerPixel>32</bitsPerPixel>`,
  '<xOrigin>0</xOrigin><yOrigin>0</yOrigin><guestMonitorStatus>Enabled</guestMonitorStatus>',
].join('');
const PICTURE = PNG.sync.write(new PNG({ width: WIDTH, height: HEIGHT })).toString('base64');

/** One capture of a display whose pictures are `pictures`; its outcome and how often it was asked. */
async function capture(pictures: (count: number) => Answer): Promise<{ outcome: unknown; asked: number }> {
  await using service = await startFakeService({
    IWebsessionManager_logon: () => 'root',
    IDisplay_getScreenResolution: () => RESOLUTION,
    IDisplay_takeScreenShotToArray: pictures,
  });
  await using web = await WebSession.logon({ url: service.url, user: '', password: '' });
  const display = new VboxObject(web, 'IDisplay', 'display');
  const taking = new ScreenshotSource(0).take(display, { allocator: new PooledAllocator() });
  const outcome = await taking.catch((error: unknown) => error);
  return { outcome, asked: service.calls.filter((name) => name.startsWith('IDisplay_take')).length };
}

test('a picture that is refused without a word is asked for again', async () => {
  const { outcome, asked } = await capture((count) => (count < 3 ? WORDLESS_FAILURE : PICTURE));
  expect(outcome).toMatchObject({ width: WIDTH, height: HEIGHT });
  expect(asked).toBe(3);
});

test('one that is refused again and again is told', async () => {
  const { outcome, asked } = await capture(() => WORDLESS_FAILURE);
  expect(String(outcome)).toContain('VirtualBox IDisplay::takeScreenShotToArray: failed (E_FAIL)');
  expect(asked).toBe(4);
});

test('any other error is told at once', async () => {
  const { outcome, asked } = await capture(() => UNKNOWN_OBJECT);
  expect(outcome).toMatchObject({ code: 'connection-lost' });
  expect(asked).toBe(1);
});
