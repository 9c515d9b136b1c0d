/** A person who installs the bundled guest while it is recorded: looks at the screen, then acts. */
import { cp } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from '@playwright/test';
import { createGuest, demoMachine, type Guest, loadDriver, type MachineDefinition } from 'guestwright';
import { type PersonInput, Recording, screensFolder } from 'guestwright/recorder';
import { FLOPPY } from './theme.ts';

/** Where the demo's button is. */
const CONTINUE = { x: 320, y: 296 };
/** People act when the picture stands still. In ms. */
const LOOKING_TIME = 200;
/** Typed as a secret by the person; scripts take it from the environment. */
export const SECRET = { name: 'PERSON_PASSWORD', value: 'opensesame' };

/** A machine that is recorded, with its medium in the script's folder. */
export interface Recorded extends AsyncDisposable {
  readonly guest: Guest;
  readonly recording: Recording;
  readonly person: Person;
}

/** A fresh machine, powered on, recorded as `demo` in `folder`. */
export async function recorded(folder: string, driver: string, resume = false): Promise<Recorded> {
  const definition = await definitionIn(folder);
  const host = await (await loadDriver(driver)).connect({});
  const machine = await host.define(definition);
  const guest = await createGuest({ machine, definition, screens: screensFolder(folder) });
  await guest.power.on();
  await stopCountdown(guest);
  const recording = await Recording.open({ guest, definition, folder, name: 'demo', resume });
  const close = async () => {
    await recording.dispose();
    await guest.dispose();
    await machine[Symbol.asyncDispose]();
    await host[Symbol.asyncDispose]();
  };
  return { guest, recording, person: new Person(guest, recording), [Symbol.asyncDispose]: close };
}

/**
 * The first step is replayed from a live snapshot of the boot menu. Taken back by QEMU without KVM, a guest's time stamp
 * counter goes on from where it was last: a countdown of 10 s is over at once if the recording took longer.
 */
async function stopCountdown(guest: Guest): Promise<void> {
  await expect.poll(() => guest.serial.output).toContain('page boot-menu');
  await guest.keyboard.press('a');
}

export class Person {
  readonly #guest: Guest;
  readonly #recording: Recording;

  constructor(guest: Guest, recording: Recording) {
    this.#guest = guest;
    this.#recording = recording;
  }

  /** Waits until the guest has come to that page, and its picture is there. */
  async sees(page: string): Promise<void> {
    await this.#guest.serial.waitFor(new RegExp(`page ${page}\\r?\\n`));
    await this.looks();
  }

  async looks(): Promise<void> {
    await this.#recording.quiet({ for: LOOKING_TIME });
  }

  /** Physical keys, one after the other: 'Enter', 'ShiftLeft+KeyA'. */
  async presses(...chords: readonly string[]): Promise<void> {
    for (const chord of chords) {
      const codes = chord.split('+');
      for (const code of codes) await this.#key(code, true);
      for (const code of codes.toReversed()) await this.#key(code, false);
    }
  }

  /** Lower-case letters. */
  async types(letters: string): Promise<void> {
    await this.presses(...[...letters].map((letter) => `Key${letter.toUpperCase()}`));
  }

  async clicks({ x, y }: { readonly x: number; readonly y: number }): Promise<void> {
    await this.#note({ type: 'pointer', events: [{ type: 'move', x, y }] });
    await this.#guest.mouse.move(x, y);
    for (const down of [true, false]) {
      await this.#note({ type: 'pointer', events: [{ type: 'button', button: 'left', down }] });
      await (down ? this.#guest.mouse.down() : this.#guest.mouse.up());
    }
  }

  /** The whole install of the bundled guest, to its desktop. */
  async installs(): Promise<void> {
    await this.sees('boot-menu');
    await this.presses('Enter');
    await this.sees('language');
    await this.presses('ArrowDown');
    await this.looks();
    await this.presses('ArrowUp');
    await this.looks();
    await this.presses('Enter');
    await this.sees('licence');
    await this.presses('F8');
    await this.sees('disk');
    await this.presses('Enter');
    await this.sees('user');
    await this.presses('ShiftLeft+KeyA');
    await this.types('dx');
    await this.presses('Backspace', 'KeyA');
    await this.looks();
    await this.presses('Tab');
    this.#recording.beginSecret(SECRET.name);
    await this.types(SECRET.value);
    await this.presses('Enter');
    await this.sees('pointer');
    await this.clicks(CONTINUE);
    await this.sees('installed');
    await this.presses('Enter');
    await this.sees('desktop');
    await this.#recording.capture();
  }

  async #key(code: string, down: boolean): Promise<void> {
    await this.#note({ type: 'keys', events: [{ code, down }] });
    const { keyboard } = this.#guest;
    await (down ? keyboard.down<string>(code) : keyboard.up<string>(code));
  }

  async #note(input: PersonInput): Promise<void> {
    await this.#recording.before(input);
  }
}

/** The demo's machine with its floppy beside the script, as a project of one's own has it. */
async function definitionIn(folder: string): Promise<MachineDefinition> {
  const floppy = join(folder, FLOPPY);
  await cp(demoMachine.floppy as string, floppy, { force: false });
  return { ...demoMachine, floppy };
}
