/** The recording as the page knows it, and the way to change it. */
import type { RecordingMessage, RecordMessage } from '../../record-protocol.ts';
import type { RecordingView, ScreenView, StepView } from '../../recording/view.ts';
import type { GuestConnection } from '../guest-connection.ts';
import { Store } from '../store.ts';

export interface RecordingState {
  /** Undefined before the server has told, and where nothing is recorded. */
  readonly view: RecordingView | undefined;
  /** Id of the step that is looked at instead of the live screen. */
  readonly selected: string | undefined;
}

export class RecordingClient {
  readonly state = new Store<RecordingState>({ view: undefined, selected: undefined });
  readonly #connection: GuestConnection;
  readonly #unlisten: () => void;

  constructor(connection: GuestConnection) {
    this.#connection = connection;
    this.#unlisten = connection.onOther((message) => {
      if (message.type === 'recording') this.#told((message as RecordingMessage).view);
    });
  }

  send(message: RecordMessage): void {
    this.#connection.sendOther(message);
  }

  select(step: string | undefined): void {
    this.state.set({ selected: step });
  }

  close(): void {
    this.#unlisten();
  }

  /** A step that is gone is not looked at any more; what plays back is watched live. */
  #told(view: RecordingView): void {
    const { selected } = this.state.value;
    const plays = view.mode === 'replaying' || view.mode === 'rewinding';
    const stays = !plays && view.steps.some(({ id }) => id === selected);
    this.state.set({ view, selected: stays ? selected : undefined });
  }
}

export function screenOf(view: RecordingView, step: StepView): ScreenView | undefined {
  return view.screens.find(({ id }) => id === step.screen);
}
