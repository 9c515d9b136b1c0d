/** What a recorded screen is called and recognised by, and what speaks against it. */
import { useState } from 'preact/hooks';
import type { MatchRule, ScreenArea, SearchReach } from '../../../matchers/screen.ts';
import type { RecordingView, ScreenView } from '../../recording/view.ts';
import { withoutShape } from './frame-editor.tsx';
import { NameField } from './name-field.tsx';
import type { RecordingClient } from './recording-client.ts';
import type { ShapeId } from './shapes.ts';

export interface ScreenFormProps {
  readonly client: RecordingClient;
  readonly view: RecordingView;
  readonly screen: ScreenView;
  readonly shape: ShapeId | undefined;
  readonly disabled: boolean;
  readonly onShape: (shape: ShapeId | undefined) => void;
}

const RULES: readonly (readonly [Extract<MatchRule, string>, string])[] = [
  ['exact', 'exact'],
  ['tolerant', 'tolerant: small differences in colour'],
  ['perceptual', 'perceptual: lossy or smoothed pictures'],
];
const REACHES: readonly (readonly [SearchReach, string])[] = [
  [0, 'where it was recorded'],
  [8, 'up to 8 pixels away'],
  [32, 'up to 32 pixels away'],
  ['display', 'anywhere on the display'],
];

export function ScreenForm({ client, view, screen, shape, disabled, onShape }: ScreenFormProps) {
  const { areas, exclude } = screen;
  const draw = (changed: readonly ScreenArea[]) =>
    client.send({ type: 'draw', screen: screen.id, areas: changed, exclude });
  return (
    <section class="panel-part" aria-labelledby="screen-title">
      <h2 id="screen-title">Screen</h2>
      <NameField
        label="Name"
        value={screen.name}
        disabled={disabled}
        onName={(name) => client.send({ type: 'rename', screen: screen.id, name })}
      />
      <Verdict view={view} screen={screen} />
      <ul class="shapes" aria-label="Areas and exclusions">
        {areas.map((area, index) => (
          <ShapeRow
            key={`area ${index}`}
            name={`Area ${index + 1}`}
            facts={`${area.width} × ${area.height} at ${area.x}, ${area.y}`}
            selected={shape?.kind === 'area' && shape.index === index}
            disabled={disabled}
            onSelect={() => onShape({ kind: 'area', index })}
            onRemove={() => {
              onShape(undefined);
              client.send({
                type: 'draw',
                screen: screen.id,
                ...withoutShape(screen, { kind: 'area', index }),
              });
            }}
          />
        ))}
        {exclude.map((region, index) => (
          <ShapeRow
            key={`exclude ${index}`}
            name={`Exclusion ${index + 1}`}
            facts={`${region.width} × ${region.height} at ${region.x}, ${region.y}`}
            selected={shape?.kind === 'exclude' && shape.index === index}
            disabled={disabled}
            onSelect={() => onShape({ kind: 'exclude', index })}
            onRemove={() => {
              onShape(undefined);
              client.send({
                type: 'draw',
                screen: screen.id,
                ...withoutShape(screen, { kind: 'exclude', index }),
              });
            }}
          />
        ))}
      </ul>
      {shape?.kind === 'area' && areas[shape.index] && (
        <AreaForm
          area={areas[shape.index] as ScreenArea}
          disabled={disabled}
          onChange={(changed) => draw(areas.map((area, index) => (index === shape.index ? changed : area)))}
        />
      )}
      {Object.keys(screen.points).map((name) => (
        <NameField
          key={name}
          label="Click point"
          value={name}
          disabled={disabled}
          onName={(to) => client.send({ type: 'rename-point', screen: screen.id, name, to })}
        />
      ))}
      <div class="record-tools">
        <button
          type="button"
          class="button button-main"
          disabled={disabled || screen.accepted || areas.length === 0}
          onClick={() => client.send({ type: 'accept-areas', screen: screen.id })}
        >
          {screen.accepted ? 'Accepted' : 'Accept'}
        </button>
        <button
          type="button"
          class="button"
          disabled={disabled}
          onClick={() => client.send({ type: 'propose', screen: screen.id })}
        >
          Propose again
        </button>
      </div>
    </section>
  );
}

function Verdict({ view, screen }: { readonly view: RecordingView; readonly screen: ScreenView }) {
  const others = screen.elsewhere.map((id) => view.steps.findIndex((step) => step.id === id) + 1);
  if (screen.flaws.length === 0 && others.length === 0) {
    return <p class="verdict verdict-good">It matches here, and nowhere else in this recording.</p>;
  }
  return (
    <ul class="verdict verdict-bad">
      {others.length > 0 && (
        <li>
          It would also match at step {others.join(', ')}: include something that only this screen shows.
        </li>
      )}
      {screen.flaws.map(({ code, message }) => (
        <li key={code}>{message}</li>
      ))}
    </ul>
  );
}

interface ShapeRowProps {
  readonly name: string;
  readonly facts: string;
  readonly selected: boolean;
  readonly disabled: boolean;
  readonly onSelect: () => void;
  readonly onRemove: () => void;
}

function ShapeRow({ name, facts, selected, disabled, onSelect, onRemove }: ShapeRowProps) {
  return (
    <li class="shape-row">
      <button type="button" class="button button-quiet" aria-pressed={selected} onClick={onSelect}>
        {name} <span class="shape-facts">{facts}</span>
      </button>
      <button
        type="button"
        class="button button-quiet"
        disabled={disabled}
        onClick={onRemove}
        aria-label={`Remove ${name}`}
      >
        Remove
      </button>
    </li>
  );
}

interface AreaFormProps {
  readonly area: ScreenArea;
  readonly disabled: boolean;
  readonly onChange: (area: ScreenArea) => void;
}

function AreaForm({ area, disabled, onChange }: AreaFormProps) {
  const [own] = useState(typeof area.match === 'object' ? area.match : undefined);
  return (
    <div class="area-form">
      <label class="field">
        <span>Compared</span>
        <select
          disabled={disabled}
          value={typeof area.match === 'string' ? area.match : 'own'}
          onChange={({ currentTarget: { value } }) => {
            const match = RULES.find(([rule]) => rule === value)?.[0] ?? own;
            if (match) onChange({ ...area, match });
          }}
        >
          {RULES.map(([rule, name]) => (
            <option key={rule} value={rule}>
              {name}
            </option>
          ))}
          {own && <option value="own">a rule of its own</option>}
        </select>
      </label>
      <label class="field">
        <span>Looked for</span>
        <select
          disabled={disabled}
          value={String(area.search)}
          onChange={({ currentTarget: { value } }) =>
            onChange({ ...area, search: value === 'display' ? 'display' : Number(value) })
          }
        >
          {REACHES.map(([reach, name]) => (
            <option key={name} value={String(reach)}>
              {name}
            </option>
          ))}
        </select>
      </label>
    </div>
  );
}
