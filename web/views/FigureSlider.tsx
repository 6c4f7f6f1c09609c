/** @file One figure of a chip to drag: its value with unit and status, where it may lie, and whence it is. */
import { useId } from 'preact/hooks';
import type { ChipFigure } from '../../src/sim/chipFigures.js';
import { type Figure, figureRange } from '../../src/sim/figure.js';
import { figureText, rangeText } from '../app/units.js';

/** Positions of a slider; the value is on a logarithmic scale between its ends. */
const STEPS = 200;
/** How far from its value a figure can be dragged, beyond its own range. */
const REACH = 8;
const WHOLE = /^(bytes|units|rows|columns|arrays|banks|links|runs)$/;

interface FigureSliderProps {
  readonly name: string;
  /** As the chip's file has it. */
  readonly original: ChipFigure;
  /** Undefined: as in the file. */
  readonly changed: number | undefined;
  readonly onChange: (value: number | undefined) => void;
  /** The chip has no such figure unless the user gives it one. */
  readonly missing?: boolean;
}

export function FigureSlider({ name, original: { figure }, changed, onChange, missing = false }: FigureSliderProps) {
  const id = useId();
  const [low, high] = endsOf(figure);
  const value = changed ?? figure.value;
  const { unit, status, source } = figure;
  const none = missing && changed === undefined;
  const text = none ? 'n/a (none published)' : figureText(value, unit);
  const range = figureRange(figure);
  const where =
    range[0] === range[1] ? '' : `, may lie between ${figureText(range[0], unit)} and ${figureText(range[1], unit)}`;
  return (
    <div class={changed === undefined ? 'slider' : 'slider changed'}>
      <label for={id}>{name}</label>
      <output for={id}>{text}</output>
      <input
        id={id}
        type="range"
        min={0}
        max={STEPS}
        step={1}
        value={positionOf(value, low, high)}
        aria-valuetext={`${text}, ${status}${where}`}
        onInput={(event) => {
          const at = Number(event.currentTarget.value);
          onChange(!missing && at === positionOf(figure.value, low, high) ? undefined : valueAt(at, low, high, unit));
        }}
      />
      <span class={`status ${status}`} title={`${source}${where}`}>
        {missing ? source : status}
        {!missing && range[0] !== range[1] && <> {rangeText(range[0], range[1], unit)}</>}
      </span>
      {changed !== undefined && (
        <button type="button" class="quiet" onClick={() => onChange(undefined)}>
          back to {missing ? 'none' : figureText(figure.value, unit)}
          <span class="hidden"> for {name}</span>
        </button>
      )}
    </div>
  );
}

function endsOf(figure: Figure): readonly [number, number] {
  const { value, unit } = figure;
  const [low, high] = figureRange(figure);
  if (value === 0) return [0, high > 0 ? high : unit === 's' ? 1e-5 : 100];
  const top = Math.max(high, value * REACH);
  return [Math.min(low > 0 ? low : value / REACH, value / REACH), unit === 'fraction' ? Math.min(1, top) : top];
}

/** From 0 on the scale is linear. */
function positionOf(value: number, low: number, high: number): number {
  const share = low === 0 ? value / high : Math.log(value / low) / Math.log(high / low);
  return Math.round(STEPS * Math.min(1, Math.max(0, share)));
}

function valueAt(position: number, low: number, high: number, unit: string): number {
  const share = position / STEPS;
  const exact = low === 0 ? share * high : low * (high / low) ** share;
  if (WHOLE.test(unit)) return Math.max(1, Math.round(exact));
  return Number(exact.toPrecision(4));
}
