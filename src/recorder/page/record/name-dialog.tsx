/** Asks for a name. */
import { useEffect, useRef, useState } from 'preact/hooks';

export interface NameDialogProps {
  readonly title: string;
  readonly label: string;
  readonly initial: string;
  /** As of an input's attribute. */
  readonly pattern: string;
  readonly confirm: string;
  readonly onName: (name: string) => void;
  readonly onClose: () => void;
}

export function NameDialog({ title, label, initial, pattern, confirm, onName, onClose }: NameDialogProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const [name, setName] = useState(initial);
  useEffect(() => dialog.current?.showModal(), []);
  const submit = (event: Event) => {
    event.preventDefault();
    dialog.current?.close(); // what is behind a modal dialog takes no focus
    onName(name);
  };
  return (
    <dialog class="dialog" ref={dialog} onClose={onClose} aria-labelledby="name-title">
      <form onSubmit={submit}>
        <h2 id="name-title">{title}</h2>
        <label class="field">
          <span>{label}</span>
          <input
            type="text"
            value={name}
            required
            pattern={pattern}
            autocomplete="off"
            spellcheck={false}
            onInput={(event) => setName(event.currentTarget.value)}
          />
        </label>
        <div class="dialog-buttons">
          <button type="button" class="button" onClick={onClose}>
            Cancel
          </button>
          <button type="submit" class="button button-main">
            {confirm}
          </button>
        </div>
      </form>
    </dialog>
  );
}
