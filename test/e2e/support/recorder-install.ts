/** The bundled guest's whole install, done in the recorder's page as a person does it. */
import { expect } from '@playwright/test';
import type { LivePage } from './live-page.ts';

/** Typed as a secret: scripts take it from the environment. */
export const SECRET = { name: 'DEMO_PASSWORD', value: 'open sesame' };

/** From the boot menu to the desktop: eight steps, the last of which only waits. */
export async function installs(person: LivePage): Promise<void> {
  await person.shows('boot-menu');
  await person.screen.focus();
  await person.press('Enter');
  await person.shows('language');
  await person.press('ArrowDown', 'ArrowUp', 'Enter');
  await person.shows('licence');
  await person.press('F8');
  await person.shows('disk');
  await person.press('Enter');
  await person.shows('user');
  await person.page.keyboard.type('ada');
  await person.press('Tab');
  await person.button('Type a secret').click();
  await person.page.getByLabel(/Environment variable/).fill(SECRET.name);
  await person.button('Begin').click();
  await expect(person.screen).toBeFocused();
  await person.page.keyboard.type(SECRET.value);
  await person.press('Enter');
  await person.shows('pointer');
  await person.click(320, 296);
  await person.shows('installed');
  await person.screen.focus();
  await person.press('Enter');
  await person.shows('desktop');
  await person.button('Wait for this screen').click();
  await expect(person.page.locator('.step')).toHaveCount(8);
}
