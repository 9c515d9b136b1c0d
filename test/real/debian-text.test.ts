/** Debian's installer in its text frontend, from power-on, by keys alone. */
import { script, when } from 'guestwright';
import { debianInstaller } from './media/debian-installer.ts';
import { expect, test } from './real-test.ts';

test.use({ testbed: debianInstaller('text') });

const inEnglish = script('Debian installer in English to the domain', [
  when('d-i-text/language').press('Enter'),
  when('d-i-text/location').press('ArrowUp'),
  when('d-i-text/location-uk').press('Enter'),
  when('d-i-text/keyboard').press('Enter'),
  // The field begins with a name, and newt's fields append.
  when('d-i-text/hostname', { stays: true }).press('Control+u').type('guestwright'),
  when('d-i-text/hostname-typed').press('Enter'),
]);

test("Debian's text installer takes language, location, keyboard and hostname from keys", async ({
  guest,
}) => {
  await guest.power.on();
  await guest.run(inEnglish);
  await expect(guest).toShow('d-i-text/domain');
});

const inGerman = script('Debian installer in German to the domain', [
  when('d-i-text/language').press('ArrowDown', 7),
  when('d-i-text/de/language').press('Enter'),
  when('d-i-text/de/location').press('ArrowDown', 5),
  when('d-i-text/de/location-austria').press('Enter'),
  when('d-i-text/de/keyboard').press('Enter'),
  // Y, Z and - lie elsewhere on the keyboard that was just chosen.
  when('d-i-text/de/hostname', { stays: true }).press('Control+u').type('zebra-yard', { layout: 'de' }),
  when('d-i-text/de/hostname-typed').press('Enter'),
]);

test("Debian's text installer in German takes a hostname typed on a German keyboard @full", async ({
  guest,
}) => {
  await guest.power.on();
  await guest.run(inGerman);
  await expect(guest).toShow('d-i-text/de/domain');
});
