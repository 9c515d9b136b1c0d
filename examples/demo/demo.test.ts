/** The bundled guest from an empty disk to a greeting on its desktop. */
import { demoMachine, demoScreens, expect, test } from 'guestwright';
import { install } from './demo.install.ts';

test.use({ machine: demoMachine, screens: demoScreens }); // the driver comes from the Playwright project

test('installs and greets', async ({ guest }) => {
  await guest.power.on();
  await guest.run(install);
  await expect(guest).toShow('desktop');
  await guest.screen('desktop').click('start'); // a named point
  await guest.keyboard.type('hello');
  await expect(guest).toShowText('hello');
  await expect(guest).toBeStill({ region: guest.screen('desktop').region('text-field'), for: '1s' });
  await expect(guest.serial).toReceive(/ready/);
});
