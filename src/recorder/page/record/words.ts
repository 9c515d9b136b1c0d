/** Recorded actions and modes in words. */
import type { RecordedAction } from '../../recording/model.ts';
import type { RecordingMode } from '../../recording/view.ts';

/** A text that is longer is cut, in characters. */
const LONGEST_TEXT = 40;

export function actionWords(action: RecordedAction): string {
  switch (action.kind) {
    case 'press':
      return `press ${action.chord}${action.count > 1 ? ` × ${action.count}` : ''}`;
    case 'type':
      return `type “${action.text.length > LONGEST_TEXT ? `${action.text.slice(0, LONGEST_TEXT)}…` : action.text}”`;
    case 'secret':
      return `type the secret ${action.name}`;
    case 'click':
      return `${clickWord(action.count)}${action.button === 'left' ? '' : ` (${action.button})`} ${action.point}`;
    case 'drag':
      return `drag ${action.from.x},${action.from.y} to ${action.to.x},${action.to.y}`;
    case 'wheel':
      return `turn the wheel at ${action.point}`;
    case 'insert':
      return `insert into ${action.drive}`;
    case 'eject':
      return `eject ${action.drive}`;
    case 'reset':
      return 'reset';
  }
}

function clickWord(count: number): string {
  return count === 1 ? 'click' : count === 2 ? 'double-click' : `click × ${count}`;
}

export const MODE_WORDS: Readonly<Record<RecordingMode, string>> = {
  recording: 'Recording',
  paused: 'Not recording',
  replaying: 'Replaying',
  rewinding: 'Going back',
  rerecording: 'Recording one step anew',
};

const SECOND = 1000;
const MINUTE = 60 * SECOND;

export function timeWords(milliseconds: number): string {
  if (milliseconds >= MINUTE && milliseconds % MINUTE === 0) return `${milliseconds / MINUTE} min`;
  return `${Math.round(milliseconds / SECOND)} s`;
}
