/** @file Quantities as people read them: three significant digits and a unit. */

const KIB = 1024;
const byteUnits = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];
const timeUnits: readonly (readonly [seconds: number, unit: string])[] = [
  [1, 's'],
  [1e-3, 'ms'],
  [1e-6, 'us'],
  [1e-9, 'ns'],
];
const decimalPrefixes: readonly (readonly [factor: number, prefix: string])[] = [
  [1e15, 'P'],
  [1e12, 'T'],
  [1e9, 'G'],
  [1e6, 'M'],
  [1e3, 'k'],
];

/** Three significant digits without an exponent: 0.0123, 1.23, 123, 1,235. */
export function three(value: number): string {
  if (value === 0) return '0';
  if (Math.abs(value) >= 100) return wholeText(Math.round(value));
  return value.toPrecision(3).includes('e') ? value.toExponential(2) : value.toPrecision(3);
}

/** Digits in groups: 1,234,567. */
export function wholeText(value: number): string {
  return String(value).replace(/\B(?=(\d{3})+$)/g, ',');
}

export function bytesText(bytes: number): string {
  let value = bytes;
  let unit = 0;
  while (value >= KIB && unit < byteUnits.length - 1) {
    value /= KIB;
    unit++;
  }
  return `${unit === 0 ? String(Math.round(value)) : three(value)} ${byteUnits[unit]}`;
}

export function secondsText(seconds: number): string {
  const [factor, unit] = timeUnits.find(([least]) => seconds >= least) ?? timeUnits[timeUnits.length - 1];
  return `${three(seconds / factor)} ${unit}`;
}

/** `1.10 GHz`, `125 TFLOP/s`, `653 GB/s`. */
export function decimalText(value: number, unit: string): string {
  const [factor, prefix] = decimalPrefixes.find(([least]) => value >= least) ?? [1, ''];
  return `${three(value / factor)} ${prefix}${unit}`;
}

/** A share as per cent: `0.3 %`, `12 %`. */
export function percentText(share: number): string {
  const percent = 100 * share;
  return percent === 0
    ? '0 %'
    : percent < 0.1
      ? '<0.1 %'
      : `${percent < 10 ? percent.toFixed(1) : percent.toFixed(0)} %`;
}

const BAR_CELLS = 12;

/** A bar of twelve cells for a share of a limit. */
export function bar(share: number): string {
  const full = Math.min(BAR_CELLS, Math.round(share * BAR_CELLS));
  return '█'.repeat(full) + '░'.repeat(BAR_CELLS - full);
}
