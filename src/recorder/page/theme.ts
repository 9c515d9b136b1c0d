/** Dark and light: as the system has it, until somebody chooses. */

export type Theme = 'system' | 'light' | 'dark';

const KEY = 'guestwright-theme';
export const THEMES: readonly Theme[] = ['system', 'light', 'dark'];

export function savedTheme(): Theme {
  const saved = localStorage.getItem(KEY);
  return THEMES.find((theme) => theme === saved) ?? 'system';
}

export function applyTheme(theme: Theme): void {
  if (theme === 'system') document.documentElement.removeAttribute('data-theme');
  else document.documentElement.dataset.theme = theme;
  localStorage.setItem(KEY, theme);
}
