/** @file One of several, in the browser's own control. */
import { useId } from 'preact/hooks';

interface SelectProps {
  readonly label: string;
  readonly hideLabel?: boolean;
  readonly value: string;
  readonly options: readonly string[];
  /** Names of options that are not their own. */
  readonly names?: Readonly<Record<string, string>>;
  readonly onChange: (value: string) => void;
}

export function Select({ label, hideLabel = false, value, options, names = {}, onChange }: SelectProps) {
  const id = useId();
  return (
    <div class="field">
      <label for={id} class={hideLabel ? 'hidden' : ''}>
        {label}
      </label>
      <select id={id} value={value} onChange={(event) => onChange(event.currentTarget.value)}>
        {options.map((option) => (
          <option key={option} value={option} selected={option === value}>
            {names[option] ?? option}
          </option>
        ))}
      </select>
    </div>
  );
}
