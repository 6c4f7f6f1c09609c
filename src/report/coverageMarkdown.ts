/** @file The coverage of the ladder as Markdown: a table a group, a row a chip, and under it why a cell is empty. */
import {
  type Coverage,
  type CoverageCase,
  type CoverageGroup,
  coverageFormats,
  coverageGroups,
  coverageOf,
  coverageValues,
} from '../study/coverage.js';
import { formatNumber, formatSeconds } from './numbers.js';

/** `gemm, 2560 x 16 x 2560` */
export const caseName = ({ kernel, label }: CoverageCase): string => `${kernel}, ${label}`;

/** `124 µs`, `no room`, `cannot` */
export function coverageCell(coverage: Coverage): string {
  if (coverage.state !== 'runs') return coverage.state;
  return `${formatSeconds(coverage.seconds)}${coverage.algorithm === null ? '' : ' w'}`;
}

const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;

/** A chip's line of a group's table. */
export function coverageLine({ cases }: CoverageGroup, chip: string): string {
  return line([chip, ...cases.map((each) => coverageCell(coverageOf(each, chip)))]);
}

/** One group over the chips. */
export function coverageSection(group: CoverageGroup, chips: readonly string[]): string {
  const reasons = new Map<string, string[]>();
  const lines = chips.map((chip) => {
    const cells = group.cases.map((each) => {
      const coverage = coverageOf(each, chip);
      if (coverage.state !== 'runs') {
        const key = `${caseName(each)}: ${coverage.state}, ${coverage.why}`;
        reasons.set(key, [...(reasons.get(key) ?? []), chip]);
      }
      return coverageCell(coverage);
    });
    return line([chip, ...cells]);
  });
  const heads = ['chip', ...group.cases.map((each) => `${each.kernel}<br>${each.label}`)];
  return [
    `## ${group.name}`,
    '',
    line(heads),
    line(heads.map((_, i) => (i === 0 ? '---' : '--:'))),
    ...lines,
    '',
    ...[...reasons].map(([reason, where]) => `- ${where.join(', ')}: ${reason}`),
  ].join('\n');
}

/** Relative errors of the kernels against float64, by format. */
export function valuesSection(kernels: readonly string[]): string {
  const rows = kernels.map((kernel) => {
    const cells = coverageFormats.map((format) => {
      const { check } = coverageValues(kernel, format);
      if (check === null) return 'not checked';
      return `${formatNumber(check.relL2)} of ${formatNumber(check.tolerance)}${check.ok ? '' : ' OFF'}`;
    });
    return line([kernel, ...cells]);
  });
  const heads = ['kernel', ...coverageFormats];
  return ['## Values', '', line(heads), line(heads.map((_, i) => (i === 0 ? '---' : '--:'))), ...rows].join('\n');
}

const intro = `# What runs where

Every kernel on every shipped chip, each with its own library and format: the time of one run, or why there is none.
\`no room\`: it is refused with need, have and what would fit. \`cannot\`: the chip can never do it. \`w\`: some layers by
Winograd, where the chip's library had it. Made by \`npm run build:coverage\`; a test recomputes lines of it. One chip:
\`onchip kernels --coverage --chip v100\`.`;

/** The whole file. */
export function coverageMarkdown(chips: readonly string[]): string {
  const kernels = [...new Set(coverageGroups.flatMap((group) => group.cases.map(({ kernel }) => kernel)))];
  const values = [
    valuesSection(kernels),
    '',
    'Relative error of all outputs against the float64 reference, and the limit of the format, at the small parameters of',
    "each kernel's check. Values follow from kernel and format, not from the chip.",
  ].join('\n');
  const sections = coverageGroups.map((group) => coverageSection(group, chips));
  return `${[intro, ...sections, values].join('\n\n')}\n`;
}
