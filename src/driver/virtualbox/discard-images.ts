/** Images of a machine that did not come to be: what we made is deleted, what we opened is forgotten. */
import { withDeadline } from '../../base/deadline.ts';
import { closeImage, type ImageKind } from './images.ts';
import { withScope } from './objects.ts';
import { waitForProgress } from './progress.ts';
import type { WebSession } from './web-session.ts';

export interface TouchedImage {
  readonly location: string;
  readonly kind: ImageKind;
  /** It was not there before. */
  readonly made: boolean;
}

/** Those of `touched` that no machine has; the newest first, as overlays stand on what was opened before. Never rejects. */
export async function discardImages(session: WebSession, touched: readonly TouchedImage[]): Promise<void> {
  for (const { location, kind, made } of touched.toReversed()) {
    if (made) await deleteImage(session, location, kind).catch(() => {}); // it is gone with the machine, mostly
    await closeImage(session, location, kind);
  }
}

async function deleteImage(session: WebSession, location: string, kind: ImageKind): Promise<void> {
  const what = `deleting '${location}'`;
  await withDeadline(what, {}, (deadline) =>
    withScope(session, async (scope) => {
      const args = { location, deviceType: kind, accessMode: 'ReadWrite', forceNewUuid: false } as const;
      const opened = await scope.virtualBox.call('openMedium', args, deadline.options);
      const medium = scope.own('IMedium', opened);
      if ((await medium.call('getMachineIds', {}, deadline.options)).length > 0) return;
      const progress = await medium.call('deleteStorage', {}, deadline.options);
      await waitForProgress(session, what, progress, deadline);
    }),
  );
}
