/** The steps of a recording, in their order, each with its screen. */
import { useEffect, useRef } from 'preact/hooks';
import { framePath } from '../../record-protocol.ts';
import type { RecordingView, ScreenView, StepView } from '../../recording/view.ts';
import { type RecordingClient, screenOf } from './recording-client.ts';
import { actionWords, timeWords } from './words.ts';

export interface StepListProps {
  readonly client: RecordingClient;
  readonly view: RecordingView;
  readonly selected: string | undefined;
}

export function StepList({ client, view, selected }: StepListProps) {
  const list = useRef<HTMLOListElement>(null);
  const count = view.steps.length;
  useEffect(() => {
    list.current?.lastElementChild?.scrollIntoView({ block: 'nearest' });
  }, [count]);
  return (
    <ol class="steps" ref={list}>
      {view.steps.map((step, index) => (
        <li key={step.id}>
          <button
            type="button"
            class="step"
            aria-pressed={selected === step.id}
            onClick={() => client.select(selected === step.id ? undefined : step.id)}
          >
            <StepCard number={index + 1} step={step} screen={screenOf(view, step)} view={view} />
          </button>
        </li>
      ))}
    </ol>
  );
}

interface StepCardProps {
  readonly number: number;
  readonly step: StepView;
  readonly screen: ScreenView | undefined;
  readonly view: RecordingView;
}

function StepCard({ number, step, screen, view }: StepCardProps) {
  return (
    <>
      {screen && <img class="step-frame" src={framePath(screen.frame)} alt="" loading="lazy" />}
      <span class="step-text">
        <span class="step-name">
          <span class="step-number">{number}</span> {screen?.name}
        </span>
        <span class="step-actions">
          {step.actions.length === 0 ? 'wait only' : step.actions.map(actionWords).join(', ')}
        </span>
        <span class="step-facts">
          <span>waits {timeWords(step.effectiveTimeout)}</span>
          {view.rerecording === step.id && <span class="badge badge-warn">recording anew</span>}
          <ScreenBadges screen={screen} />
          <ReplayBadge step={step} />
        </span>
      </span>
    </>
  );
}

function ScreenBadges({ screen }: { readonly screen: ScreenView | undefined }) {
  if (!screen) return null;
  if (screen.areas.length === 0) return <span class="badge badge-bad">no area</span>;
  if (screen.elsewhere.length > 0) return <span class="badge badge-bad">matches elsewhere</span>;
  if (screen.flaws.length > 0) return <span class="badge badge-bad">weak</span>;
  return screen.accepted ? (
    <span class="badge badge-good">accepted</span>
  ) : (
    <span class="badge">proposed</span>
  );
}

function ReplayBadge({ step: { replay } }: { readonly step: StepView }) {
  switch (replay?.outcome) {
    case 'passed':
      return <span class="badge badge-good">passed</span>;
    case 'failed':
      return <span class="badge badge-bad">failed</span>;
    case 'waiting':
      return <span class="badge badge-warn">waiting</span>;
    default:
      return null;
  }
}
