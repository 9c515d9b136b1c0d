/** Goes through the themes: as the system has it, light, dark. */
import { useState } from 'preact/hooks';
import { applyTheme, savedTheme, THEMES, type Theme } from '../theme.ts';

const NAMES: Readonly<Record<Theme, string>> = { system: 'Auto', light: 'Light', dark: 'Dark' };

export function ThemeButton() {
  const [theme, setTheme] = useState<Theme>(savedTheme);
  const change = () => {
    const next = THEMES[(THEMES.indexOf(theme) + 1) % THEMES.length] ?? 'system';
    applyTheme(next);
    setTheme(next);
  };
  return (
    <button type="button" class="button button-quiet" onClick={change} title="Colours of this page">
      <span class="visually-hidden">Theme: </span>
      {NAMES[theme]}
    </button>
  );
}
