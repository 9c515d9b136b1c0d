/** Installs the bundled guest: a page for every kind of input, then the reboot into the installed system. */
import { demoMachine, demoScreens, script, secret, when } from 'guestwright/script';

export const machine = demoMachine; // the bundled guest travels in the package
export const screens = demoScreens; // a folder of reference screens

process.env.DEMO_PASSWORD ??= 'open sesame'; // only so that the demo runs without being told one

export const install = script('install', [
  when('boot-menu').press('Enter'),
  when('language').press('ArrowDown').press('ArrowUp').press('Enter'),
  when('licence').press('F8'),
  when('disk').press('Enter'),
  when('user').type('ada').press('Tab').type(secret('DEMO_PASSWORD')).press('Enter'),
  when('pointer').click('continue'), // a named point of the screen, where it was found now
  when('progress', { optional: true }), // writes itself to the disk: shows for a second, which a busy computer may miss
  when('installed', { timeout: '1m' }).press('Enter'),
  when('desktop'),
]);
