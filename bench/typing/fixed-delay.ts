/** Typing as Packer does over VNC: every press and every release on its own, with the same pause behind each. */
import { type Guest, layout } from 'guestwright/script';

/** Packer's default (PackerKeyDefault of its SDK), ms. */
const EVENT_INTERVAL = 100;

export async function typeSlowly({ keyboard }: Guest, text: string): Promise<void> {
  const pause = () => new Promise((resolve) => setTimeout(resolve, EVENT_INTERVAL));
  for (const character of text) {
    const strokes = character === '\n' ? [] : layout('us').strokesFor(character);
    for (const { key, shift } of strokes?.length ? strokes : [{ key: 'Enter', shift: false } as const]) {
      const keys = shift ? (['ShiftLeft', key] as const) : [key];
      for (const each of keys) await keyboard.down<string>(each).then(pause);
      for (const each of keys.toReversed()) await keyboard.up<string>(each).then(pause);
    }
  }
}
