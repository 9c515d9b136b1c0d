/** A new picture for a reference, from the screen as it is: its areas, exclusions and points stay where they are. */
import { GuestwrightError } from '../../base/errors.ts';
import type { Picture } from '../../frame/picture.ts';
import { saveScreen } from '../../matchers/save-screen.ts';
import { ScreenLibrary } from '../../matchers/screen-library.ts';
import { propose } from '../../report/proposal.ts';
import type { SeenScreen } from '../../report/seen-run.ts';

/** Writes it over the old one and returns the files' paths. Errors of the library, or `invalid-screen` with the reason. */
export async function acceptReference(
  folder: string,
  name: string,
  frame: Picture,
): Promise<{ readonly png: string; readonly sidecar: string }> {
  const screen = await new ScreenLibrary(folder).load(name);
  const sight: SeenScreen = {
    screen: name,
    variant: null,
    outcome: 'missed',
    offset: { x: 0, y: 0 },
    exact: true,
    differing: 0,
    frame: null,
  };
  const proposal = propose(screen, sight, frame, []);
  if ('problem' in proposal) {
    throw new GuestwrightError(proposal.problem ?? `'${name}' shows already as it was recorded`, {
      code: 'invalid-screen',
      remedy: 'Record it anew with guestwright record or guestwright screen add.',
    });
  }
  return await saveScreen(folder, proposal.after);
}
