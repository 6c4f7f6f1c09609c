/** @file Names of block formats: `bfpN`, `bfpN-row`, `bfpN-tileT`, `bfpN-kB` and the MX family. */
import { createBlockFormat, floatElement, integerElement } from './blockFormat.js';
import { InputError } from './errors.js';
import { floatCodec, fp8E4m3Grid, fp8E5m2Grid } from './floatFormat.js';
import type { NumericFormat } from './formatTypes.js';
import type { FloatGrid, RoundingMode } from './rounding.js';

const smallGrid = (significandBits: number, minExponent: number, maxFinite: number): FloatGrid => ({
  significandBits,
  minExponent,
  maxFinite,
  overflow: 'saturate',
});

/** E8M0 holds 2^-127 .. 2^127. */
const E8M0 = [-127, 127] as const;
const MX_BLOCK = 32;

const mxElements = {
  mxint8: () => integerElement(8, 6, E8M0),
  mxint4: () => integerElement(4, 2, E8M0),
  'mxfp8-e4m3': () => floatElement(fp8E4m3Grid, floatCodec(8, fp8E4m3Grid), E8M0),
  'mxfp8-e5m2': () => floatElement(fp8E5m2Grid, floatCodec(8, fp8E5m2Grid), E8M0),
  'mxfp6-e3m2': () => smallFloat(6, smallGrid(3, -2, 28)),
  'mxfp6-e2m3': () => smallFloat(6, smallGrid(4, 0, 7.5)),
  mxfp4: () => smallFloat(4, smallGrid(2, 0, 6)),
} as const;

function smallFloat(bits: number, grid: FloatGrid) {
  return floatElement(grid, floatCodec(bits, grid), E8M0);
}

export const blockFormatNames: readonly string[] = [
  'bfp8',
  'bfp8-row',
  'bfp8-tile24',
  'bfp12-tile24',
  ...Object.keys(mxElements),
];

/** The block format of that name, or undefined when the name is not of this family. */
export function parseBlockFormat(base: string, name: string, rounding: RoundingMode): NumericFormat | undefined {
  if (Object.hasOwn(mxElements, base)) {
    const element = mxElements[base as keyof typeof mxElements]();
    return createBlockFormat({
      name,
      block: { rows: 1, columns: MX_BLOCK },
      element,
      storageBytes: (element.bits + 8 / MX_BLOCK) / 8,
      rounding,
      fidelity: {
        bitTrue: 'block scales and element rounding (round to nearest even)',
        emulated: 'dot products (fp32, without the block-wise integer or fp8 sums of a real unit)',
      },
    });
  }
  const match = /^bfp(\d+)(?:-(row|tile|k)(\d*))?$/.exec(base);
  return match === null ? undefined : bfp(name, Number(match[1]), match[2], match[3], rounding);
}

function bfp(
  name: string,
  bits: number,
  kind: string | undefined,
  size: string,
  rounding: RoundingMode,
): NumericFormat {
  if (!(bits >= 2 && bits <= 16)) {
    throw new InputError({ where: `format ${name}`, expected: 'mantissas of 2 to 16 bits', found: String(bits) });
  }
  const extent = Number(size);
  if ((kind === 'tile' || kind === 'k') && !(Number.isInteger(extent) && extent >= 1)) {
    throw new InputError({ where: `format ${name}`, expected: 'a block extent such as 24', found: size || 'nothing' });
  }
  if (kind === 'row' && size !== '') {
    throw new InputError({ where: `format ${name}`, expected: `bfp${bits}-row`, found: name });
  }
  const block =
    kind === undefined
      ? { rows: 0, columns: 0 }
      : kind === 'row'
        ? { rows: 1, columns: 0 }
        : { rows: kind === 'tile' ? extent : 1, columns: extent };
  return createBlockFormat({
    name,
    block,
    element: integerElement(bits, 0, [-149, 127]),
    storageBytes: bits / 8,
    rounding,
    fidelity: {
      bitTrue: 'block exponents and mantissa rounding',
      emulated: 'dot products (fp32 instead of integer sums)',
    },
  });
}
