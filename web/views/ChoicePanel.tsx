/** @file What to simulate: kernel, sizes, chips, formats, runtime, base. */
import { kernelNamed, kernelNames } from '../../src/kernels/registry.js';
import { InputError } from '../../src/numerics/errors.js';
import { formatNames, parseFormat } from '../../src/numerics/format.js';
import { chip, chipNames } from '../../src/sim/chips/index.js';
import { runtimeNames } from '../../src/sim/runtimes.js';
import { Group } from '../app/Group.js';
import { ParamFields } from '../app/ParamFields.js';
import { Select } from '../app/Select.js';
import { baseKernelOf } from '../state/choices.js';
import { choices, choose } from '../state/page.js';

export function ChoicePanel() {
  const { kernel, params, base } = choices.value;
  const { title, params: specs } = kernelNamed(kernel);
  return (
    <>
      <Group title="Kernel" first>
        <Select
          label="Kernel"
          hideLabel
          value={kernel}
          options={kernelNames}
          onChange={(name) => choose({ kernel: name, params: keptParams(name, params) })}
        />
        <p class="hint">{title}</p>
        <ParamFields specs={specs} given={params} onChange={(next) => choose({ params: next })} />
      </Group>
      <TargetFields />
      <Group title="Compare with">
        <Select
          label="Base chip"
          hideLabel
          value={base}
          options={chipNames}
          onChange={(name) => choose({ base: name })}
        />
        <p class="hint">
          {baseKernelOf(kernel)} on {base} as sold, in {chip(base).defaultFormat}
        </p>
      </Group>
    </>
  );
}

/** Parameters that the other kernel has, too, and takes. */
function keptParams(name: string, params: Readonly<Record<string, number>>): Readonly<Record<string, number>> {
  const { params: specs } = kernelNamed(name);
  return Object.fromEntries(
    Object.entries(params).filter(([key, value]) => {
      const spec = Object.hasOwn(specs, key) ? specs[key] : undefined;
      return spec !== undefined && value >= spec.min && value <= spec.max;
    }),
  );
}

/** Chips, formats and runtime: the kernel editor has them, too. */
export function TargetFields() {
  const { chips, formats, runtime } = choices.value;
  return (
    <>
      <Group title="Chips">
        <div class="checks">
          {chipNames.map((name) => (
            <Check
              key={name}
              label={name}
              title={chip(name).title}
              checked={chips.includes(name)}
              disabled={chips.length === 1 && chips[0] === name}
              onChange={(on) => toggleChip(name, on)}
            />
          ))}
        </div>
      </Group>
      <Group title="Formats">
        <div class="checks">
          <Check
            label="each chip’s own"
            title="the format that the chip file names as its default"
            checked={formats.length === 0}
            disabled={formats.length === 0}
            onChange={() => choose({ formats: [] })}
          />
          {formatsOf(chips).map((name) => (
            <Check
              key={name}
              label={name}
              title={parseFormat(name).fidelity.bitTrue}
              checked={formats.includes(name)}
              onChange={(on) => choose({ formats: on ? [...formats, name] : formats.filter((f) => f !== name) })}
            />
          ))}
        </div>
      </Group>
      <Group title="Runtime">
        <Select
          label="Runtime"
          hideLabel
          value={runtime}
          options={['', ...runtimeNames]}
          names={{ '': 'each chip’s own' }}
          onChange={(name) => choose({ runtime: name })}
        />
        <p class="hint">Chips that it cannot drive keep their own.</p>
      </Group>
    </>
  );
}

function toggleChip(name: string, on: boolean): void {
  const { chips, chip: shown } = choices.value;
  const next = chipNames.filter((n) => (n === name ? on : chips.includes(n)));
  choose({ chips: next, chip: on ? name : next.includes(shown) ? shown : next[0] });
}

/** Formats that at least one of the chips multiplies. */
function formatsOf(chips: readonly string[]): readonly string[] {
  const able = new Set(chips.flatMap((name) => chip(name).matrix.flatMap((engine) => engine.formats)));
  const listed = [...new Set([...formatNames, ...able, ...choices.value.formats])];
  return listed.filter((name) => (able.has(name) || choices.value.formats.includes(name)) && isFormat(name));
}

/** Chips state integer formats, too, that no kernel runs in. */
function isFormat(name: string): boolean {
  try {
    parseFormat(name);
    return true;
  } catch (error) {
    if (error instanceof InputError) return false;
    throw error;
  }
}

interface CheckProps {
  readonly label: string;
  readonly title: string;
  readonly checked: boolean;
  readonly disabled?: boolean;
  readonly onChange: (on: boolean) => void;
}

function Check({ label, title, checked, disabled = false, onChange }: CheckProps) {
  return (
    <label class="check" title={title}>
      <input
        type="checkbox"
        checked={checked}
        disabled={disabled}
        onChange={(event) => onChange(event.currentTarget.checked)}
      />
      {label}
    </label>
  );
}
