/** The recording beside the screen: what happens now, and the steps so far. */
import { useState } from 'preact/hooks';
import type { RecordingView } from '../../recording/view.ts';
import { NameDialog } from './name-dialog.tsx';
import type { RecordingClient } from './recording-client.ts';
import { StepList } from './step-list.tsx';
import { MODE_WORDS } from './words.ts';

export interface RecordPanelProps {
  readonly client: RecordingClient;
  readonly view: RecordingView;
  readonly selected: string | undefined;
  /** This page may change the recording. */
  readonly acts: boolean;
}

export function RecordPanel({ client, view, selected, acts }: RecordPanelProps) {
  const [naming, setNaming] = useState(false);
  const { mode, secret, steps } = view;
  const plays = mode === 'replaying' || mode === 'rewinding';
  const idle = acts && !plays;
  return (
    <section class="panel-part record" aria-labelledby="record-title">
      <header class="record-head">
        <h2 id="record-title">
          <span class={`record-light record-${mode}`} aria-hidden="true" />
          {MODE_WORDS[mode]}
        </h2>
        {plays ? (
          <button type="button" class="button" disabled={!acts} onClick={() => client.send({ type: 'stop' })}>
            Stop
          </button>
        ) : mode === 'rerecording' ? (
          <button type="button" class="button" onClick={() => client.send({ type: 'finish-rerecording' })}>
            Done
          </button>
        ) : (
          <button
            type="button"
            class="button"
            disabled={!acts}
            onClick={() => client.send({ type: 'record', on: mode === 'paused' })}
          >
            {mode === 'paused' ? 'Record' : 'Pause'}
          </button>
        )}
      </header>
      {secret !== undefined && (
        <p class="secret-line" role="status">
          <span>
            What you type is the secret <code>{secret}</code>; it is written nowhere.
          </span>
          <button type="button" class="button" onClick={() => client.send({ type: 'secret', name: null })}>
            Done
          </button>
        </p>
      )}
      <div class="record-tools">
        <button
          type="button"
          class="button"
          disabled={!idle}
          title="A step that only waits for what the screen shows now"
          onClick={() => client.send({ type: 'capture' })}
        >
          Wait for this screen
        </button>
        <button
          type="button"
          class="button"
          disabled={!idle}
          title="What you do next begins a step of its own, even if the screen stays"
          onClick={() => client.send({ type: 'new-step' })}
        >
          New step
        </button>
        <button type="button" class="button" disabled={!idle} onClick={() => setNaming(true)}>
          Type a secret
        </button>
      </div>
      {steps.length === 0 ? (
        <p class="hint">
          Work with the guest as you would by hand. Each screen that you act on becomes a step here.
        </p>
      ) : (
        <StepList client={client} view={view} selected={selected} />
      )}
      {view.problem !== undefined && (
        <p class="problem" role="alert">
          {view.problem}
        </p>
      )}
      {view.unsaved !== undefined && (
        <p class="problem" role="alert">
          Not saved: {view.unsaved}
        </p>
      )}
      <footer class="record-foot">
        <button
          type="button"
          class="button"
          disabled={!idle || steps.length === 0}
          onClick={() => client.send({ type: 'replay' })}
        >
          Replay
        </button>
        <button
          type="button"
          class="button button-main"
          disabled={!idle || steps.length === 0}
          onClick={() => client.send({ type: 'emit' })}
        >
          Write the script
        </button>
        <p class="hint record-script">
          {view.busy ? (
            'Looking for areas …'
          ) : (
            <code title={view.script}>{view.script.split('/').at(-1)}</code>
          )}
        </p>
      </footer>
      {naming && (
        <NameDialog
          title="Type a secret"
          label="Environment variable that holds it when the script runs"
          initial="PASSWORD"
          pattern="[A-Za-z_][A-Za-z0-9_]*"
          confirm="Begin"
          onName={(name) => {
            client.send({ type: 'secret', name });
            document.querySelector<HTMLElement>('.screen')?.focus();
          }}
          onClose={() => setNaming(false)}
        />
      )}
    </section>
  );
}
