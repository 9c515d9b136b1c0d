/** What differs between the variants of one install: data, not steps. */
import { GuestwrightError, type LayoutName } from 'guestwright/script';

export interface Language {
  /** Its name in Calamares's list; typed while the list has the focus. */
  readonly name: string;
  /** The keyboard that Calamares proposes for it. */
  readonly layout: LayoutName;
  /** The installed system's LANG. */
  readonly locale: string;
  /** Typed as the user's name: letters that lie elsewhere on each keyboard. */
  readonly user: string;
}

export const LANGUAGES = {
  en: { name: 'American English', layout: 'us', locale: 'en_US.UTF-8', user: 'Zoe Lovelace' },
  de: { name: 'Deutsch', layout: 'de', locale: 'de_DE.UTF-8', user: 'Zoe Lyders' },
} as const satisfies Record<string, Language>;

export type LanguageName = keyof typeof LANGUAGES;

/** The language of that name, such as EXAMPLE_LANGUAGE holds it. Error `invalid-argument` for any other. */
export function language(name = 'en'): Language {
  if (Object.hasOwn(LANGUAGES, name)) return LANGUAGES[name as LanguageName];
  throw new GuestwrightError(`language: expected ${Object.keys(LANGUAGES).join(' or ')}, got '${name}'`, {
    code: 'invalid-argument',
    remedy: 'Add it to language.ts, and its variants to screens/.',
  });
}
