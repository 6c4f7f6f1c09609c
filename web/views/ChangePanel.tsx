/** @file Drag a chip's figures: the ones that decide most first, all others folded away by part of the chip. */
import { type ChipFigure, chipFigures } from '../../src/sim/chipFigures.js';
import { chip } from '../../src/sim/chips/index.js';
import { Group } from '../app/Group.js';
import { Select } from '../app/Select.js';
import { PRICE, unknownPrice } from '../engine/changedChip.js';
import { choices, choose } from '../state/page.js';
import { FigureSlider } from './FigureSlider.js';

/** Capacity, bandwidth and latency of memories, network and host, the clock, the price. */
const MAIN =
  /^(clockHz|units\.count|levels\..*\.(capacityBytes|readBytesPerCycle)|dram\.bytesPerSecond|exchange\.(injectBytesPerCycle|hopLatencyCycles)|barrier\.latencySeconds|launch\.gapSeconds|price\.usd)$/;

export function ChangePanel() {
  const { chips, chip: shown, changes } = choices.value;
  const figures = chipFigures(chip(shown));
  const own = changes[shown] ?? {};
  const others = figures.filter(({ path }) => !MAIN.test(path));
  const groups = [...new Set(others.map(groupOf))];
  const sliders = (list: readonly ChipFigure[]) =>
    list.map((figure) => (
      <FigureSlider
        key={`${shown} ${figure.path}`}
        name={nameOf(figure.path)}
        original={figure}
        changed={own[figure.path]}
        onChange={(value) => change(shown, figure.path, value)}
      />
    ));
  return (
    <Group title="Change a chip">
      <Select
        label="Chip to change"
        hideLabel
        value={shown}
        options={chips.includes(shown) ? chips : [shown, ...chips]}
        onChange={(name) => choose({ chip: name })}
      />
      {Object.keys(own).length > 0 && (
        <button type="button" onClick={() => reset(shown)}>
          Undo {Object.keys(own).length === 1 ? 'the change' : `all ${Object.keys(own).length} changes`}
        </button>
      )}
      {sliders(figures.filter(({ path }) => MAIN.test(path)))}
      {chip(shown).price === undefined && (
        <FigureSlider
          key={`${shown} price`}
          name="price"
          original={{ path: PRICE, figure: unknownPrice }}
          changed={own[PRICE]}
          onChange={(value) => change(shown, PRICE, value)}
          missing
        />
      )}
      {groups.map((group) => (
        <details key={group} class="more">
          <summary>
            {group} ({others.filter((f) => groupOf(f) === group).length})
          </summary>
          {sliders(others.filter((f) => groupOf(f) === group))}
        </details>
      ))}
    </Group>
  );
}

/** `levels.sram.capacityBytes` as `sram capacity`; the unit stands beside the value. */
export function nameOf(path: string): string {
  const parts = path.replace(/^levels\./, '').split('.');
  const last = parts[parts.length - 1]
    .replace(/BytesPer(Cycle|Second)$|^bytesPer(Cycle|Second)$/, ' bandwidth')
    .replace(/PerCycle$/, ' a cycle')
    .replace(/(Bytes|Cycles|Seconds|Hz|Watts)$/, '')
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .toLowerCase();
  return [...parts.slice(0, -1), last].join(' ').replace(/\s+/g, ' ').replace('price usd', 'price');
}

const groupOf = ({ path }: ChipFigure): string => path.replace(/^levels\./, '').split('.')[0];

function change(name: string, path: string, value: number | undefined): void {
  const { changes } = choices.value;
  const { [path]: _, ...others } = changes[name] ?? {};
  put(name, value === undefined ? others : { ...others, [path]: value });
}

const reset = (name: string): void => put(name, {});

function put(name: string, own: Readonly<Record<string, number>>): void {
  const { [name]: _, ...others } = choices.value.changes;
  choose({ changes: Object.keys(own).length === 0 ? others : { ...others, [name]: own } });
}
