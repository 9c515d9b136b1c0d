/** Sends the browser's keys to the guest as physical keys, while the screen has the focus. */
import type { KeyChange } from '../../protocol.ts';

export interface KeyboardOptions {
  readonly send: (events: readonly KeyChange[]) => void;
  /** A text to type: what was pasted. */
  readonly paste: (text: string) => void;
  /** The person wants to leave the screen. */
  readonly leave: () => void;
}

const CONTROL = /^Control/;
const ALT = /^Alt/;
const META = /^Meta/;

/** Listens until the function that it returns is called; then, and when the focus leaves, everything is let go. */
export function captureKeyboard(screen: HTMLElement, { send, paste, leave }: KeyboardOptions): () => void {
  const held = new Set<string>();
  /** Control and Alt alone, pressed and let go, leave the screen: what other keys are pressed goes to the guest. */
  let leaving = false;

  const letGo = () => {
    const events = [...held].reverse().map((code) => ({ code, down: false }));
    held.clear();
    if (events.length > 0) send(events);
  };
  const onDown = (event: KeyboardEvent) => {
    if (event.isComposing || event.code === '') return; // a method of input: what it makes is no key
    if (isPaste(event)) return letGo(); // the browser's paste follows
    event.preventDefault();
    event.stopPropagation();
    held.add(event.code);
    leaving = [...held].every((code) => CONTROL.test(code) || ALT.test(code)) && bothHeld(held);
    send([{ code: event.code, down: true }]);
  };
  const onUp = (event: KeyboardEvent) => {
    if (!held.has(event.code)) return;
    event.preventDefault();
    held.delete(event.code);
    send([{ code: event.code, down: false }]);
    if (META.test(event.code)) letGo(); // macOS does not tell of keys that go up while Command is down
    if (!leaving) return;
    letGo();
    leaving = false;
    leave();
  };
  const onPaste = (event: ClipboardEvent) => {
    const text = event.clipboardData?.getData('text/plain') ?? '';
    event.preventDefault();
    if (text !== '') paste(text);
  };
  screen.addEventListener('keydown', onDown);
  screen.addEventListener('keyup', onUp);
  screen.addEventListener('blur', letGo);
  screen.addEventListener('paste', onPaste);
  window.addEventListener('blur', letGo);
  return () => {
    letGo();
    screen.removeEventListener('keydown', onDown);
    screen.removeEventListener('keyup', onUp);
    screen.removeEventListener('blur', letGo);
    screen.removeEventListener('paste', onPaste);
    window.removeEventListener('blur', letGo);
  };
}

/** Control+Shift+V, as in terminals: Control+V is the guest's. */
function isPaste({ code, ctrlKey, metaKey, shiftKey }: KeyboardEvent): boolean {
  return code === 'KeyV' && shiftKey && (ctrlKey || metaKey);
}

function bothHeld(held: ReadonlySet<string>): boolean {
  const codes = [...held];
  return codes.some((code) => CONTROL.test(code)) && codes.some((code) => ALT.test(code));
}

interface LockableNavigator {
  readonly keyboard?: { lock(): Promise<void>; unlock(): void };
}

/** Full screen, with the keys that browsers keep for themselves where there is a Keyboard Lock API. */
export async function enterFullScreen(element: HTMLElement): Promise<void> {
  await element.requestFullscreen({ navigationUI: 'hide' });
  await (navigator as LockableNavigator).keyboard?.lock().catch(() => {}); // works without, but for some keys
}

export async function leaveFullScreen(): Promise<void> {
  (navigator as LockableNavigator).keyboard?.unlock();
  if (document.fullscreenElement) await document.exitFullscreen();
}
