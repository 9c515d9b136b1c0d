/** All that the child can be asked to do. */
import type { Consoles } from './consoles.ts';
import { contentOperations } from './content.ts';
import { domainOperations } from './domains.ts';
import { graphicsOperations } from './graphics.ts';
import { hostOperations } from './host.ts';
import { noteOperations } from './notes.ts';
import { pictureOperations } from './pictures.ts';
import type { Session } from './session.ts';
import { snapshotOperations } from './snapshots.ts';
import { type OperationContext, volumeOperations } from './volumes.ts';

/** Operations whose arguments an upper process sends, and whose results it gets. */
export type Operation = (session: Session, args: never, context: OperationContext) => Promise<unknown>;

/** `consoles`: of the connection. */
export function operations(consoles: Consoles) {
  return {
    ...hostOperations,
    ...domainOperations,
    ...graphicsOperations,
    ...noteOperations,
    ...pictureOperations,
    ...snapshotOperations,
    ...volumeOperations,
    ...contentOperations,
    /** `console`: a number of the caller's, which has not been used on this connection. */
    consoleOpen: (
      _: Session,
      { console, uuid, device }: { readonly console: number; readonly uuid: string; readonly device: string },
    ) => consoles.open(console, uuid, device),
    consoleWrite: (
      _: Session,
      { console, bytes }: { readonly console: number; readonly bytes: Uint8Array },
    ) => consoles.write(console, Buffer.from(bytes)),
    consoleClose: (_: Session, { console }: { readonly console: number }) => consoles.close(console),
  };
}

export type Operations = ReturnType<typeof operations>;
