/** Combinations that the browser or this computer would take for itself, as buttons. */
import { useRef } from 'preact/hooks';

const COMBINATIONS: readonly (readonly [name: string, chord: string])[] = [
  ['Ctrl Alt Del', 'Control+Alt+Delete'],
  ['Ctrl Alt F1', 'Control+Alt+F1'],
  ['Ctrl Alt F2', 'Control+Alt+F2'],
  ['Ctrl Alt F7', 'Control+Alt+F7'],
  ['Ctrl Alt Backspace', 'Control+Alt+Backspace'],
  ['Alt Tab', 'Alt+Tab'],
  ['Alt F4', 'Alt+F4'],
  ['Ctrl Esc', 'Control+Escape'],
  ['Ctrl W', 'Control+w'],
  ['Super', 'Meta'],
  ['Super R', 'Meta+r'],
  ['Print', 'PrintScreen'],
  ['Pause', 'Pause'],
  ['Menu', 'ContextMenu'],
  ['F1', 'F1'],
  ['F5', 'F5'],
  ['F8', 'F8'],
  ['F10', 'F10'],
  ['F11', 'F11'],
  ['F12', 'F12'],
];

export interface KeyMenuProps {
  readonly disabled: boolean;
  readonly onPress: (chord: string) => void;
}

export function KeyMenu({ disabled, onPress }: KeyMenuProps) {
  const menu = useRef<HTMLDetailsElement>(null);
  const press = (chord: string) => {
    menu.current?.removeAttribute('open');
    onPress(chord);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'Escape' || !menu.current?.open) return;
    menu.current.removeAttribute('open');
    menu.current.querySelector('summary')?.focus();
  };
  if (disabled) {
    return (
      <button type="button" class="button" disabled>
        Keys
      </button>
    );
  }
  return (
    <details class="menu" ref={menu} onKeyDown={onKeyDown}>
      <summary class="button">Keys</summary>
      <div class="menu-items">
        {COMBINATIONS.map(([name, chord]) => (
          <button key={chord} type="button" class="button button-key" onClick={() => press(chord)}>
            {name.split(' ').map((part) => (
              <kbd key={part}>{part}</kbd>
            ))}
          </button>
        ))}
      </div>
    </details>
  );
}
