/** A recording of a guest whose pages are drawn by the test. */
import { test } from '@playwright/test';
import { createGuest } from '../../../../src/guest/create-guest.ts';
import { screensFolder } from '../../../../src/recorder/recording/emit.ts';
import type { PersonInput } from '../../../../src/recorder/recording/person-input.ts';
import { Recording } from '../../../../src/recorder/recording/recording.ts';
import type { RecordingView } from '../../../../src/recorder/recording/view.ts';
import { FakeMachine } from '../../support/fake-driver.ts';
import { drawPage, PAGE_SIZE } from './pages.ts';

export interface Session extends AsyncDisposable {
  readonly fake: FakeMachine;
  readonly recording: Recording;
  readonly folder: string;
  tap(...codes: readonly string[]): Promise<void>;
  act(input: PersonInput): Promise<void>;
  /** Shows a page and waits until the recording has seen it. */
  show(seed: number): Promise<void>;
}

export async function givenRecording(options: { readonly resume?: boolean } = {}): Promise<Session> {
  const folder = test.info().outputPath('recorded');
  const fake = new FakeMachine(PAGE_SIZE);
  drawPage(fake.display, 1);
  const guest = await createGuest({ machine: fake.machine, screens: screensFolder(folder), timeoutScale: 1 });
  const recording = await Recording.open({ guest, folder, name: 'demo', ...options });
  await recording.quiet({ for: 0 });
  const act = (input: PersonInput) => recording.before(input);
  return {
    fake,
    recording,
    folder,
    act,
    tap: async (...codes) => {
      for (const code of codes)
        for (const down of [true, false]) await act({ type: 'keys', events: [{ code, down }] });
    },
    show: async (seed) => {
      drawPage(fake.display, seed);
      await recording.quiet({ for: 0 });
    },
    [Symbol.asyncDispose]: async () => {
      await recording.dispose();
      await guest.dispose();
    },
  };
}

/** What the view comes to, without ids and times. */
export function outline({ screens, steps }: RecordingView): readonly unknown[] {
  return steps.map(({ screen, actions }) => ({
    screen: screens.findIndex(({ id }) => id === screen),
    actions: actions.map(({ id: _, frame: __, ...action }) => action),
  }));
}

export const enter = { kind: 'press', chord: 'Enter', count: 1 };
