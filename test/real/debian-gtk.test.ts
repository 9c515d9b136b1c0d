/** Debian's installer in its graphical frontend, from power-on, by the mouse. */
import { script, when } from 'guestwright';
import { debianInstaller } from './media/debian-installer.ts';
import { expect, test } from './real-test.ts';

test.use({ testbed: debianInstaller('gtk') });

const chooseFrench = [
  when('d-i-gtk/language').click('french'),
  when('d-i-gtk/language-french').click('continue'),
];

test("Debian's graphical installer goes on in the language that the mouse chose", async ({ guest }) => {
  await guest.power.on();
  await guest.run(script('choose French', chooseFrench));
  await expect(guest).toShow('d-i-gtk/location');
});

const inFrench = script('Debian installer in French to the domain', [
  ...chooseFrench,
  when('d-i-gtk/location').click('belgium'),
  when('d-i-gtk/location-belgium').click('continue'),
  when('d-i-gtk/keyboard').hover('list').wheel(0, 3),
  when('d-i-gtk/keyboard-scrolled').click('french'),
  when('d-i-gtk/keyboard-french').click('continue'),
  // A, W and M lie elsewhere on the keyboard that was just chosen; the field's name is selected and replaced.
  when('d-i-gtk/hostname', { stays: true }).type('guestwright', { layout: 'fr' }),
  when('d-i-gtk/hostname-typed').click('continue'),
]);

test("Debian's graphical installer takes location, keyboard and hostname in French @full", async ({
  guest,
}) => {
  await guest.power.on();
  await guest.run(inFrench);
  await expect(guest).toShow('d-i-gtk/domain');
});
