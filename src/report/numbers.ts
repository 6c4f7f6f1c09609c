/** @file How numbers look in every rendering: three significant digits and a unit, never a bare 0 for the unknown. */

/** A number, or why there is none. */
export type Known = number | { readonly na: string };

const isNumber = (value: Known | null): value is number => typeof value === 'number' && Number.isFinite(value);

/** `1.23`, `12.3`, `123`, `12,300`; tiny and huge numbers in powers of ten. */
export function significant(value: number): string {
  if (value === 0) return '0';
  if (!Number.isFinite(value)) return `n/a (${Number.isNaN(value) ? 'not a number' : 'infinite'})`;
  const size = Math.abs(value);
  if (size < 1e-3 || size >= 1e7) return value.toExponential(2).replace('e+', 'e');
  const rounded = Number(value.toPrecision(3));
  if (Math.abs(rounded) < 100) return value.toPrecision(3);
  return groupThousands(rounded);
}

/** A whole number in full: `1,624,047`. */
export function groupThousands(value: number): string {
  return String(Math.round(value)).replace(/\B(?=(\d{3})+(?!\d))/g, ',');
}

function scaled(value: number, steps: readonly (readonly [size: number, unit: string])[]): string {
  // 999.6 us is 1.00 ms: round first, then choose the unit.
  const rounded = Number(value.toPrecision(3));
  const [size, unit] = steps.find(([step]) => Math.abs(rounded) >= step) ?? steps[steps.length - 1];
  return `${significant(rounded / size)} ${unit}`.trim();
}

const orNa = (value: Known | null, show: (value: number) => string): string => {
  if (value === null) return 'n/a (not recorded)';
  if (typeof value === 'object') return `n/a (${value.na})`;
  return isNumber(value) ? show(value) : significant(value);
};

const COUNTS = [
  [1e12, 'T'],
  [1e9, 'G'],
  [1e6, 'M'],
  [1e3, 'k'],
  [1, ''],
] as const;
const TIMES = [
  [1, 's'],
  [1e-3, 'ms'],
  [1e-6, 'µs'],
  [1e-9, 'ns'],
] as const;
const SIZES = [
  [2 ** 40, 'TiB'],
  [2 ** 30, 'GiB'],
  [2 ** 20, 'MiB'],
  [2 ** 10, 'KiB'],
  [1, 'B'],
] as const;

/** `1.62 M`. */
export const formatCount = (value: Known | null): string =>
  orNa(value, (v) => (Number.isInteger(v) && Math.abs(v) < 1000 ? String(v) : scaled(v, COUNTS)));
/** `1.20 ms`. */
export const formatSeconds = (value: Known | null): string => orNa(value, (v) => (v === 0 ? '0 s' : scaled(v, TIMES)));
/** `1.29 MiB`. */
export const formatBytes = (value: Known | null): string =>
  orNa(value, (v) => (v < 1024 ? `${Math.round(v)} B` : scaled(v, SIZES)));
/** `9.69x`. */
export const formatRatio = (value: Known | null): string => orNa(value, (v) => `${significant(v)}x`);
/** A share of one as `12.3 %`. */
export const formatPercent = (value: Known | null): string => orNa(value, (v) => `${significant(v * 100)} %`);
/** Any number without a unit. */
export const formatNumber = (value: Known | null): string => orNa(value, significant);
/** `0.98x … 12.3x`. */
export const formatRatioRange = ([low, high]: readonly [Known, Known]): string =>
  `${formatRatio(low)} … ${formatRatio(high)}`;

/** Need or have of a refusal: bytes, but units for level `units`. */
export const formatAmount = (level: string, value: number): string =>
  level === 'units' ? `${groupThousands(value)} ${value === 1 ? 'unit' : 'units'}` : formatBytes(value);
