/** What a failed guest leaves for the report, as named files: pictures for the slider, filmstrip, logs. */
import { maskSecrets } from '../base/secret.ts';
import type { Frame } from '../frame/frame.ts';
import { cropPixels } from '../frame/picture.ts';
import { encodePng } from '../frame/png.ts';
import { clip } from '../frame/region.ts';
import type { WaitEvidence } from '../guest/evidence.ts';
import type { FilmstripFrame } from '../guest/filmstrip.ts';
import { contextOf, type Guest } from '../guest/guest.ts';
import { compareWithScreen } from './comparison.ts';
import { contactSheet } from './contact-sheet.ts';
import type { FindScreen } from './expected-screen.ts';

export interface EvidenceFile {
  /** File name, such as 'desktop-actual.png'. */
  readonly name: string;
  readonly contentType: 'image/png' | 'text/plain';
  readonly body: Buffer;
}

/** The last frames, small, on one picture. */
export const CONTACT_SHEET = 'filmstrip.png';

/** What a guest remembers of itself. */
export interface GuestTrail {
  readonly filmstrip: readonly FilmstripFrame[];
  readonly serialTail: string;
  readonly inputLog: readonly string[];
  readonly callLog: readonly string[];
  /** Requests to the guest's services. */
  readonly requestLog: readonly string[];
}

/**
 * The pictures of one failed wait: `NAME-expected.png`, `NAME-actual.png` and `NAME-diff.png` for each screen (the
 * HTML report's slider needs all three), or the frame alone where no screen was looked for; and what texts were read
 * from where that is a part of the frame.
 */
export async function waitPictures(
  { frame, looked }: Pick<WaitEvidence, 'frame' | 'looked'>,
  findScreen: FindScreen,
): Promise<readonly EvidenceFile[]> {
  if (!frame) return [];
  return [...(await screenPictures(frame, looked, findScreen)), ...(await cropPictures(frame, looked))];
}

/** `text-read.png`, `text-read-2.png`: what each text was read from where that is a part of the frame. */
async function cropPictures(frame: Frame, looked: WaitEvidence['looked']): Promise<EvidenceFile[]> {
  const crops = looked.flatMap(({ crop }) => (crop && clip(crop, frame)) ?? []);
  return await Promise.all(
    crops.map((crop, index) =>
      pictureFile(`text-read${index === 0 ? '' : `-${index + 1}`}.png`, cropPixels(frame, crop)),
    ),
  );
}

async function screenPictures(
  frame: Frame,
  looked: WaitEvidence['looked'],
  findScreen: FindScreen,
): Promise<readonly EvidenceFile[]> {
  const names = [...new Set(looked.flatMap(({ screen }) => screen ?? []))];
  const screens = (await Promise.all(names.map((name) => findScreen(name, frame)))).filter(
    (screen) => screen !== undefined,
  );
  if (screens.length === 0) return [await pictureFile('frame.png', frame)];
  const sets = await Promise.all(
    screens.map(async (screen) => {
      const { expected, actual, diff } = await compareWithScreen(frame, screen);
      const name = screen.name.replaceAll('/', '-');
      return await Promise.all([
        pictureFile(`${name}-expected.png`, expected),
        pictureFile(`${name}-actual.png`, actual),
        pictureFile(`${name}-diff.png`, diff),
      ]);
    }),
  );
  return sets.flat();
}

/** What `guest` remembers now. */
export function trailOf(guest: Guest): GuestTrail {
  const { filmstrip, inputLog, callLog, services } = guest;
  const { requestLog } = services;
  return { filmstrip, inputLog, callLog, requestLog, serialTail: contextOf(guest).serialTail() };
}

/** The last frames on one sheet, and the logs; nothing for what is empty. Secrets are masked. */
export async function trailFiles({
  filmstrip,
  serialTail,
  inputLog,
  callLog,
  requestLog,
}: GuestTrail): Promise<readonly EvidenceFile[]> {
  const sheet = contactSheet(filmstrip);
  return [
    ...(sheet ? [await pictureFile(CONTACT_SHEET, sheet)] : []),
    ...textFile('serial.txt', serialTail),
    ...textFile('input-log.txt', inputLog.join('\n')),
    ...textFile('call-log.txt', callLog.join('\n')),
    ...requestFile(requestLog),
  ];
}

/** What the guest asked of its services; nothing if it asked nothing. */
export function requestFile(requestLog: readonly string[]): readonly EvidenceFile[] {
  return textFile('http-log.txt', requestLog.join('\n'));
}

async function pictureFile(name: string, picture: Parameters<typeof encodePng>[0]): Promise<EvidenceFile> {
  return { name, contentType: 'image/png', body: await encodePng(picture) };
}

function textFile(name: string, text: string): readonly EvidenceFile[] {
  if (text.trim() === '') return [];
  return [{ name, contentType: 'text/plain', body: Buffer.from(`${maskSecrets(text).trimEnd()}\n`) }];
}
