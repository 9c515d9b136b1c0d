/** Finds trained language data in installed npm packages: nothing is ever downloaded. */
import { access } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { GuestwrightError } from '../../base/errors.ts';
import { describeValue } from '../../base/units.ts';

/** The scope of the packages that hold one language each. */
const SCOPE = '@tesseract.js-data';
/**
 * Of the two variants in each package: integer weights of the most accurate training. Measured over the frames in
 * test/data/text, it misreads no more than the five times larger `4.0.0` and takes less time.
 */
const VARIANT = '4.0.0_best_int';
/** Tesseract's names: 'eng', 'chi_sim', 'deu_latf'. */
const LANGUAGE = /^[a-z]{3}(_[a-z]+)*$/;

/** The folder with `<language>.traineddata.gz`. Throws `invalid-argument`, or `not-installed` with the command. */
export async function languageFolder(language: string): Promise<string> {
  if (typeof language !== 'string' || !LANGUAGE.test(language)) {
    throw new GuestwrightError(
      `OCR: expected a language such as 'eng' or 'chi_sim', got ${describeValue(language)}`,
      { code: 'invalid-argument', remedy: `Use the name of a package in ${SCOPE}.` },
    );
  }
  for (const base of [import.meta.url, pathToFileURL(join(process.cwd(), 'package.json'))]) {
    try {
      const folder = dirname(createRequire(base).resolve(`${SCOPE}/${language}/package.json`));
      await access(join(folder, VARIANT, `${language}.traineddata.gz`));
      return join(folder, VARIANT);
    } catch {
      // not beside us: the user's project may have it
    }
  }
  throw new GuestwrightError(`OCR: the data of the language '${language}' is not installed`, {
    code: 'not-installed',
    remedy: `Run: npm install --save-dev ${SCOPE}/${language}`,
    details: { language },
  });
}
