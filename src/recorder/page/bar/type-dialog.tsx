/** Types a text into the guest, such as one that was copied elsewhere. */
import { useEffect, useRef, useState } from 'preact/hooks';

export interface TypeDialogProps {
  readonly layout: string;
  /** What stands in it at first. */
  readonly text: string;
  readonly onType: (text: string) => void;
  readonly onClose: () => void;
}

export function TypeDialog({ layout, text: initial, onType, onClose }: TypeDialogProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const [text, setText] = useState(initial);
  useEffect(() => dialog.current?.showModal(), []);
  const submit = (event: Event) => {
    event.preventDefault();
    dialog.current?.close(); // what is behind a modal dialog takes no focus
    if (text !== '') onType(text);
  };
  return (
    <dialog class="dialog" ref={dialog} onClose={onClose} aria-labelledby="type-title">
      <form onSubmit={submit}>
        <h2 id="type-title">Type a text</h2>
        <label class="field">
          <span>Text, line breaks are Enter (layout {layout})</span>
          <textarea
            rows={6}
            value={text}
            onInput={(event) => setText(event.currentTarget.value)}
            spellcheck={false}
            autocomplete="off"
          />
        </label>
        <div class="dialog-buttons">
          <button type="button" class="button" onClick={onClose}>
            Cancel
          </button>
          <button type="submit" class="button button-main" disabled={text === ''}>
            Type it
          </button>
        </div>
      </form>
    </dialog>
  );
}
