/** A guest over a fake machine with three screens. */
import { createGuest, type GuestOptions } from '../../../src/guest/create-guest.ts';
import type { Guest } from '../../../src/guest/guest.ts';
import { FakeMachine, type FakeOptions } from './fake-driver.ts';
import { FakeScreens } from './fake-screens.ts';
import { FakeTexts } from './fake-texts.ts';

/** All show in the top left corner, so that one replaces the other; `note` shows beside them. */
export const SCREENS = {
  menu: {
    colour: [200, 0, 0],
    region: { x: 4, y: 2, width: 8, height: 8 },
    points: { next: { x: 30, y: 20 } },
    regions: { field: { x: 20, y: 30, width: 10, height: 5 } },
  },
  desktop: { colour: [0, 200, 0], region: { x: 4, y: 2, width: 8, height: 8 } },
  licence: { colour: [0, 0, 200], region: { x: 4, y: 2, width: 8, height: 8 } },
  warning: { colour: [200, 200, 0], region: { x: 40, y: 20, width: 8, height: 8 } },
  panic: { colour: [255, 0, 255], region: { x: 48, y: 40, width: 8, height: 8 } },
} as const;

export type ScreenName = keyof typeof SCREENS;

export interface Given extends AsyncDisposable {
  readonly fake: FakeMachine;
  readonly guest: Guest;
  readonly screens: FakeScreens;
  readonly texts: FakeTexts;
  show(name: ScreenName): void;
  hide(name: ScreenName): void;
}

export async function givenGuest(
  options: FakeOptions & { readonly guest?: Partial<GuestOptions> } = {},
): Promise<Given> {
  const fake = new FakeMachine(options);
  const screens = new FakeScreens(SCREENS);
  const texts = new FakeTexts();
  const guest = await createGuest({
    machine: fake.machine,
    screens,
    texts,
    timeoutScale: 1,
    ...options.guest,
  });
  return {
    fake,
    guest,
    screens,
    texts,
    show: (name) => fake.display.fill(SCREENS[name].colour, SCREENS[name].region),
    hide: (name) => fake.display.fill([0, 0, 0], SCREENS[name].region),
    [Symbol.asyncDispose]: () => guest.dispose(),
  };
}
