/** @file The parameters of a kernel with what they mean and their limits. */
import type { ParamSpecs, Params } from '../../src/kernels/kernel.js';
import { NumberField } from './NumberField.js';

interface ParamFieldsProps {
  readonly specs: ParamSpecs;
  /** Those that differ from the defaults. */
  readonly given: Params;
  readonly onChange: (given: Params) => void;
}

export function ParamFields({ specs, given, onChange }: ParamFieldsProps) {
  const values = valuesOf(specs, given);
  return (
    <div class="params">
      {Object.entries(specs).map(([name, { min, max, doc }]) => (
        <NumberField
          key={name}
          label={name}
          doc={doc}
          value={values[name]}
          min={min}
          max={max}
          whole
          onChange={(value) => onChange(changed(specs, given, name, value))}
        />
      ))}
    </div>
  );
}

/** Defaults filled in; a default may be an earlier parameter. */
export function valuesOf(specs: ParamSpecs, given: Params): Record<string, number> {
  const values: Record<string, number> = {};
  for (const [name, { default: usual }] of Object.entries(specs)) {
    values[name] = given[name] ?? (typeof usual === 'string' ? values[usual] : usual);
  }
  return values;
}

/** Back to the default means: not given. */
function changed(specs: ParamSpecs, given: Params, name: string, value: number): Params {
  const { [name]: _, ...others } = given;
  return valuesOf(specs, others)[name] === value ? others : { ...others, [name]: value };
}
