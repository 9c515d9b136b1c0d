/** The recorder's page in Debian's Firefox: the guest is seen, and a key reaches it and is recorded. */
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { ENTER, launchFirefox } from './support/bidi.ts';
import { writeFolder } from './support/command.ts';
import { BUNDLED, BUNDLED_FILE, liveCommand } from './support/live-command.ts';

/** Colours on the canvas; none before the first picture. */
const CANVAS = `(() => {
  const canvas = document.querySelector('.screen canvas');
  if (!canvas || canvas.width === 0) return '';
  const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
  let sum = 0;
  for (let at = 0; at < data.length; at += 4) sum = (sum * 31 + data[at] + data[at + 1] * 7 + data[at + 2] * 13) % 1000000007;
  return canvas.width + 'x' + canvas.height + ' ' + sum;
})()`;

test('Firefox shows the guest, sends its keys, and lists what was recorded', async () => {
  test.slow();
  const cwd = await writeFolder({ 'machine.json': BUNDLED_FILE });
  await using recorder = await liveCommand(['record', '--headless', '--name', 'hypo', ...BUNDLED], { cwd });
  await using firefox = await launchFirefox(join(cwd, '..', 'firefox'));
  const tab = await firefox.open(recorder.address);
  await expect.poll(() => tab.evaluate(CANVAS)).toMatch(/^720x400 /);
  await expect.poll(() => tab.evaluate("document.querySelectorAll('.step').length")).toBe(0);
  await expect
    .poll(async () => {
      await tab.evaluate("document.querySelector('.screen').focus()");
      await tab.press(ENTER);
      return await tab.evaluate("document.querySelectorAll('.step').length");
    })
    .toBeGreaterThan(0);
});
