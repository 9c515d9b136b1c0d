/** A name that is changed in place: Enter or leaving the field takes it, Escape takes it back. */
import { useEffect, useState } from 'preact/hooks';

export interface NameFieldProps {
  readonly label: string;
  readonly value: string;
  readonly disabled: boolean;
  readonly onName: (name: string) => void;
}

export function NameField({ label, value, disabled, onName }: NameFieldProps) {
  const [text, setText] = useState(value);
  useEffect(() => setText(value), [value]);
  const take = () => {
    const name = text.trim();
    if (name === '') setText(value);
    else if (name !== value) onName(name);
  };
  return (
    <label class="field">
      <span>{label}</span>
      <input
        type="text"
        value={text}
        disabled={disabled}
        autocomplete="off"
        spellcheck={false}
        onInput={(event) => setText(event.currentTarget.value)}
        onBlur={take}
        onKeyDown={(event) => {
          if (event.key === 'Enter') take();
          if (event.key === 'Escape') setText(value);
        }}
      />
    </label>
  );
}
