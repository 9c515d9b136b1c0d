/** A GTK program used by its words alone: OCR finds what is clicked and what is awaited, and a failure tells what it read. */
import { createGuest, expect, type Guest, loadDriver, test } from 'guestwright';
import { startOpenbox, startXvnc, type XSession } from '../support/vnc/x-session.ts';

/** A busy computer under several tests. */
const PATIENT = { timeout: '45s' } as const;

async function viewed(session: XSession): Promise<{ guest: Guest } & AsyncDisposable> {
  const host = await (await loadDriver('vnc')).connect({ address: session.address });
  const guest = await createGuest({ machine: await host.machine(session.address), screens: '.' });
  const dispose = async () => {
    await guest.dispose();
    await host[Symbol.asyncDispose]();
  };
  return { guest, [Symbol.asyncDispose]: dispose };
}

test('a menu of a desktop program is opened and used by its words', async () => {
  test.setTimeout(180_000);
  await using session = await startXvnc({ width: 800, height: 600 });
  await startOpenbox(session);
  await using view = await viewed(session);
  const { guest } = view;
  session.run('mousepad');
  await guest.text('Document').click(PATIENT);
  await expect(guest).toShowText('Word Wrap', PATIENT);
  await guest.keyboard.press('Escape');
  await guest.keyboard.type('The quick brown fox jumps over 13 lazy dogs.\n');
  await expect(guest).toShowText('The quick brown fox jumps over 13 lazy dogs', PATIENT);
  const [line] = (await guest.readText()).lines.filter(({ text }) => text.includes('quick brown'));
  expect(line?.words.map(({ text }) => text)).toContain('brown');

  const region = { x: 0, y: 0, width: 800, height: 120 };
  const failing = expect(guest).toShowText('Uninstall everything', { region, timeout: '3s' });
  await expect(failing).rejects.toThrow(
    /read '.*Document.*' \(ocr, confidence 0\.\d\d and more\) in 800x120 at 0,0/,
  );
});
