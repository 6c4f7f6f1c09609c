/** @file A number typed in: taken when it is within its limits, else marked and explained beside it. */
import { useId, useState } from 'preact/hooks';

interface NumberFieldProps {
  readonly label: string;
  readonly doc: string;
  readonly value: number;
  readonly min: number;
  readonly max: number;
  readonly whole: boolean;
  readonly onChange: (value: number) => void;
}

export function NumberField({ label, doc, value, min, max, whole, onChange }: NumberFieldProps) {
  const id = useId();
  const [typed, setTyped] = useState<string | null>(null);
  const wrong = typed !== null && !takes(typed);
  function takes(text: string): boolean {
    const number = Number(text);
    return text.trim() !== '' && number >= min && number <= max && (!whole || Number.isInteger(number));
  }
  const expected = `${whole ? 'a whole number' : 'a number'} from ${min.toLocaleString('en')} to ${max.toLocaleString('en')}`;
  return (
    <div class="field number">
      <label for={id}>{label}</label>
      <input
        id={id}
        type="text"
        inputMode={whole ? 'numeric' : 'decimal'}
        autocomplete="off"
        value={typed ?? String(value)}
        aria-invalid={wrong}
        aria-describedby={`${id}-doc`}
        onInput={(event) => {
          const text = event.currentTarget.value;
          setTyped(text);
          if (takes(text)) onChange(Number(text));
        }}
        onBlur={() => setTyped(null)}
      />
      <span id={`${id}-doc`} class={wrong ? 'wrong' : 'hint'}>
        {wrong ? `expected ${expected}` : doc}
      </span>
    </div>
  );
}
