/** Floppies of linked copies: a machine writes to what it has, and two cannot have one, so each gets its own. */
import type { Deadline } from '../../base/deadline.ts';
import { machineById } from './find-machine.ts';
import { openRemovable } from './images.ts';
import { editMachine } from './machine-lock.ts';
import { withScope } from './objects.ts';
import type { WebSession } from './web-session.ts';

/**
 * Replaces what is in the floppy drives of a machine: a linked copy has the floppies of its origin. With saved memory it
 * keeps them, as VirtualBox changes no media then: it cannot run beside its origin.
 */
export async function copyFloppies(
  session: WebSession,
  id: string,
  folder: string,
  deadline: Deadline,
): Promise<void> {
  const call = deadline.options;
  const has = await withScope(session, async (scope) => {
    const machine = await machineById(scope, id, deadline);
    if ((await machine.call('getState', {}, call)) === 'Saved') return false;
    const attachments = await machine.call('getMediumAttachments', {}, call);
    const media = attachments.map(({ medium }) => scope.ownOptional('IMedium', medium));
    return attachments.some(({ type }, index) => type === 'Floppy' && media[index]);
  });
  if (!has) return;
  await editMachine(session, id, deadline, async (machine, scope) => {
    const attachments = await machine.call('getMediumAttachments', {}, call);
    const media = attachments.map(({ medium }) => scope.ownOptional('IMedium', medium));
    for (const [index, { type, controller: name, port: controllerPort, device }] of attachments.entries()) {
      const medium = media[index];
      if (type !== 'Floppy' || !medium) continue;
      const copy = await openRemovable(
        scope,
        { location: await medium.call('getLocation', {}, call), kind: type },
        folder,
        deadline,
      );
      const place = { name, controllerPort, device, medium: copy.reference, force: true };
      await machine.call('mountMedium', place, call);
    }
  });
}
