/** `guestwright screen add`: a reference screen from a picture, refused if it could not be told from others. */
import { relative, resolve } from 'node:path';
import type { Picture } from '../frame/picture.ts';
import { readReferencePng } from '../frame/png.ts';
import { checkScreen } from '../matchers/check-screen.ts';
import { type Recording, recordVariant, saveScreen } from '../matchers/save-screen.ts';
import type { Screen } from '../matchers/screen.ts';
import { ScreenLibrary } from '../matchers/screen-library.ts';
import { usageError } from './arguments.ts';
import { EXIT } from './exit-codes.ts';
import { loadReadable } from './load-screens.ts';
import {
  readArea,
  readMargin,
  readNamedPoint,
  readNamedRegion,
  readReach,
  readRegion,
  readRule,
} from './screen-options.ts';
import type { Verb, VerbArguments } from './verb.ts';

export const screen: Verb = {
  summary: 'Add a reference screen from a picture.',
  usage: ['add NAME --from frame.png --area x,y,w,h [--point name=x,y] [--exclude x,y,w,h]'],
  positionals: [2, 2],
  options: {
    from: { type: 'string', value: 'PNG', help: 'a picture of the whole display, such as one of a report' },
    area: {
      type: 'string',
      value: 'x,y,w,h',
      multiple: true,
      help: 'must look like this; all areas must match',
    },
    exclude: { type: 'string', value: 'x,y,w,h', multiple: true, help: 'is not compared' },
    point: { type: 'string', value: 'name=x,y', multiple: true, help: 'a place to click' },
    region: { type: 'string', value: 'name=x,y,w,h', multiple: true, help: 'a place to look at' },
    search: {
      type: 'string',
      value: 'N|display',
      help: 'how many pixels the areas may have moved (default 0)',
    },
    match: { type: 'string', value: 'RULE', help: 'exact, tolerant or perceptual (default exact)' },
    margin: {
      type: 'string',
      value: 'N',
      help: 'keep only so many pixels around the areas (default: all of the picture)',
    },
    variant: {
      type: 'string',
      value: 'NAME',
      help: 'another look of a screen that exists; either may match',
    },
    screens: { type: 'string', value: 'DIR', help: 'folder of the reference screens (default ./screens)' },
    force: { type: 'boolean', help: 'replace a screen of that name' },
  },
  notes: [
    'Coordinates are display pixels. Refused with the reason: areas without structure, areas that match twice in the',
    'picture, screens that cannot be told from others.',
  ].join('\n'),
  async run(args, context) {
    const [action, name = ''] = args.positionals;
    if (action !== 'add') throw usageError(`guestwright screen: expected add, got '${action}'`);
    const from = args.text('from');
    if (from === undefined)
      throw usageError('guestwright screen add: --from is missing: which picture to take');
    const recording = readRecording(name, args);
    const library = new ScreenLibrary(resolve(context.cwd, args.text('screens') ?? 'screens'));
    const frame = await readReferencePng(resolve(context.cwd, from), from);
    const { png, sidecar } = await addScreen(library, recording, frame, args.flag('force'));
    for (const path of [png, sidecar]) context.print(`wrote ${relative(context.cwd, path)}`);
    return EXIT.success;
  },
};

async function addScreen(
  library: ScreenLibrary,
  recording: Recording,
  frame: Picture,
  force: boolean,
): Promise<{ png: string; sidecar: string }> {
  const { margin, ...whole } = recording;
  // Checked on all of the picture, also where only a part is kept: what is cut off must not look alike.
  const checked: Screen = { name: recording.screen, variants: [recordVariant(frame, whole)] };
  const known = await loadReadable(library);
  const own = known.find(({ name }) => name === recording.screen);
  const exists = own?.variants.some(({ variant }) => variant === recording.variant) === true;
  if (exists && !force) throw existsError(recording);
  const others = known.filter((other) => other !== own);
  const [problem] = checkScreen(checked, others);
  if (problem) throw problem;
  return await saveScreen(library.folder, recordVariant(frame, recording));
}

function readRecording(name: string, args: VerbArguments): Recording {
  const rules = { match: readRule(args.text('match')), search: readReach(args.text('search')) };
  const areas = args.texts('area').map((text) => readArea(text, rules));
  if (areas.length === 0)
    throw usageError('guestwright screen add: --area is missing: what must look as in the picture');
  const margin = args.text('margin');
  return {
    screen: name,
    variant: args.text('variant'),
    areas,
    exclude: args.texts('exclude').map((text) => readRegion(text, 'exclude')),
    points: Object.fromEntries(args.texts('point').map(readNamedPoint)),
    regions: Object.fromEntries(args.texts('region').map(readNamedRegion)),
    ...(margin !== undefined && { margin: readMargin(margin) }),
  };
}

function existsError({ screen: name, variant }: Recording): Error {
  const what = variant === undefined ? `screen '${name}'` : `screen '${name}' (variant '${variant}')`;
  return usageError(
    `guestwright screen add: ${what} exists`,
    'Give --force to replace it, or --variant NAME for another look of it.',
  );
}
