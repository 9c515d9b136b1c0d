/** What a recorded step does, how long it waits, and the ways to record it anew. */
import { useEffect, useState } from 'preact/hooks';
import { framePath } from '../../record-protocol.ts';
import type { RecordingView, StepView } from '../../recording/view.ts';
import { NameDialog } from './name-dialog.tsx';
import type { RecordingClient } from './recording-client.ts';
import { actionWords } from './words.ts';

export interface StepFormProps {
  readonly client: RecordingClient;
  readonly view: RecordingView;
  readonly step: StepView;
  readonly disabled: boolean;
}

const SECOND = 1000;

export function StepForm({ client, view, step, disabled }: StepFormProps) {
  const [hiding, setHiding] = useState<string>();
  const isFirst = view.steps[0]?.id === step.id;
  return (
    <section class="panel-part" aria-labelledby="step-title">
      <h2 id="step-title">When it shows</h2>
      {step.actions.length === 0 && <p class="hint">Nothing is done: the script only waits for it.</p>}
      <ol class="actions">
        {step.actions.map((action, index) => (
          <li key={action.id} class="action">
            <span class="action-words">{actionWords(action)}</span>
            {action.kind === 'type' && (
              <button
                type="button"
                class="button button-quiet"
                disabled={disabled}
                onClick={() => setHiding(action.id)}
              >
                It is a secret
              </button>
            )}
            {index > 0 && (
              <button
                type="button"
                class="button button-quiet"
                disabled={disabled}
                title="This and what follows becomes a step of its own"
                onClick={() => client.send({ type: 'split', step: step.id, action: action.id })}
              >
                Split
              </button>
            )}
            <button
              type="button"
              class="button button-quiet"
              disabled={disabled}
              aria-label={`Remove ${actionWords(action)}`}
              onClick={() => client.send({ type: 'remove-action', step: step.id, action: action.id })}
            >
              Remove
            </button>
          </li>
        ))}
      </ol>
      <TimeoutField client={client} step={step} disabled={disabled} />
      {step.replay?.outcome === 'failed' && <ReplayFailure step={step} />}
      <div class="record-tools">
        <button
          type="button"
          class="button"
          disabled={disabled}
          title="Brings the guest to where this step begins; what you do there replaces it"
          onClick={() => client.send({ type: 'rerecord', step: step.id })}
        >
          Record anew
        </button>
        <button
          type="button"
          class="button"
          disabled={disabled}
          title="Brings the guest to where this step begins, and forgets it and all that follow"
          onClick={() => client.send({ type: 'go-back', step: step.id })}
        >
          Go back to here
        </button>
        {!isFirst && (
          <button
            type="button"
            class="button"
            disabled={disabled}
            title="Its actions follow those of the step before"
            onClick={() => client.send({ type: 'merge', step: step.id })}
          >
            Merge
          </button>
        )}
        <button
          type="button"
          class="button button-danger"
          disabled={disabled}
          onClick={() => client.send({ type: 'remove-step', step: step.id })}
        >
          Remove the step
        </button>
      </div>
      {!step.snapshot && (
        <p class="hint">There is no snapshot of this step: going back runs the steps before it again.</p>
      )}
      {hiding !== undefined && (
        <NameDialog
          title="It is a secret"
          label="Environment variable that holds it when the script runs"
          initial="PASSWORD"
          pattern="[A-Za-z_][A-Za-z0-9_]*"
          confirm="Hide it"
          onName={(name) => client.send({ type: 'mark-secret', step: step.id, action: hiding, name })}
          onClose={() => setHiding(undefined)}
        />
      )}
    </section>
  );
}

function TimeoutField({ client, step, disabled }: Omit<StepFormProps, 'view'>) {
  const own = step.timeout !== undefined;
  const seconds = String(Math.round(step.effectiveTimeout / SECOND));
  const [text, setText] = useState(seconds); // views come while it is typed
  useEffect(() => setText(seconds), [seconds]);
  const take = (value: string) => {
    const typed = Number(value);
    if (!(typed > 0)) setText(seconds);
    client.send({
      type: 'timeout',
      step: step.id,
      timeout: typed > 0 ? Math.round(typed * SECOND) : null,
    });
  };
  return (
    <label class="field">
      <span>
        Waits at most, in seconds{own ? '' : ` (five times the ${(step.waited / SECOND).toFixed(1)} s seen)`}
      </span>
      <input
        type="number"
        min={1}
        value={text}
        disabled={disabled}
        onInput={({ currentTarget }) => setText(currentTarget.value)}
        onChange={({ currentTarget }) => take(currentTarget.value)}
      />
    </label>
  );
}

function ReplayFailure({ step: { replay } }: { readonly step: StepView }) {
  if (replay?.outcome !== 'failed') return null;
  return (
    <div class="verdict verdict-bad">
      <p>{replay.message.split('\n', 1)[0]}</p>
      {replay.frame !== undefined && (
        <img class="failure-frame" src={framePath(replay.frame)} alt="What the guest showed instead" />
      )}
    </div>
  );
}
