/** @file `onchip kernels --coverage`: which kernel runs on which chip. */
import { kernelNamed } from '../kernels/registry.js';
import { InputError } from '../numerics/errors.js';
import { caseName, coverageCell } from '../report/coverageMarkdown.js';
import { chip, chipNames } from '../sim/chips/index.js';
import { type Coverage, type CoverageGroup, coverageGroups, coverageOf } from '../study/coverage.js';
import { listItems } from './lists.js';
import { colors, jsonText, print } from './output.js';
import { withProgress } from './progress.js';
import { version } from './version.js';
import { wideTable } from './views/table.js';

export interface CoverageFlags {
  readonly chip?: readonly string[];
  readonly json?: true;
  readonly quiet?: true;
}

interface Answer {
  readonly chip: string;
  readonly kernel: string;
  readonly label: string;
  readonly group: string;
  readonly coverage: Coverage;
}

/** Prints the coverage of one kernel or of all. Throws InputError. */
export function showCoverage(name: string | undefined, flags: CoverageFlags): void {
  const chips = flags.chip === undefined ? chipNames : listItems('--chip', flags.chip).map((each) => chip(each).name);
  const groups = groupsOf(name);
  const answers = withProgress({ quiet: flags.quiet }, (progress) => {
    const total = chips.length * groups.reduce((sum, group) => sum + group.cases.length, 0);
    let done = 0;
    return groups.flatMap((group) =>
      group.cases.flatMap((each) =>
        chips.map((on): Answer => {
          const coverage = coverageOf(each, on);
          progress.update({ stage: 'coverage', done: ++done, total, label: `${caseName(each)} on ${on}` });
          return { chip: on, kernel: each.kernel, label: each.label, group: group.name, coverage };
        }),
      ),
    );
  });
  print(flags.json ? jsonText(jsonOf(answers)) : groups.map((group) => groupText(group, chips, answers)).join('\n\n'));
}

function groupsOf(name: string | undefined): readonly CoverageGroup[] {
  if (name === undefined) return coverageGroups;
  const { name: known } = kernelNamed(name);
  const groups = coverageGroups.map((group) => ({ ...group, cases: group.cases.filter((c) => c.kernel === known) }));
  const found = groups.filter((group) => group.cases.length > 0);
  if (found.length > 0) return found;
  throw new InputError({ where: '--coverage', expected: 'a kernel of the ladder', found: known });
}

function jsonOf(answers: readonly Answer[]) {
  const rows = answers.map(({ coverage, ...rest }) => ({ ...rest, ...coverage }));
  return { schema: 'onchip-coverage/1', version, rows };
}

/** A line a case, a column a chip; below it why cells are empty. */
function groupText(group: CoverageGroup, chips: readonly string[], answers: readonly Answer[]): string {
  const own = answers.filter((a) => a.group === group.name);
  const rows = group.cases.map((each) => [
    caseName(each),
    ...chips.map((on) => {
      const { coverage } = own.find((a) => a.chip === on && a.kernel === each.kernel && a.label === each.label)!;
      const paint =
        coverage.state === 'runs' ? {} : { paint: coverage.state === 'cannot' ? colors.red : colors.yellow };
      return { text: coverageCell(coverage), ...paint };
    }),
  ]);
  const reasons = new Map<string, string[]>();
  for (const { chip: on, kernel, label, coverage } of own) {
    if (coverage.state === 'runs') continue;
    const key = `${kernel}, ${label}: ${coverage.state}, ${coverage.why}`;
    reasons.set(key, [...(reasons.get(key) ?? []), on]);
  }
  return [
    colors.bold(group.name),
    wideTable(
      ['  case', ...chips.map((on) => `>${on}`)],
      rows.map(([first, ...rest]) => [`  ${first}`, ...rest]),
    ),
    ...[...reasons].map(([reason, where]) => `  ${where.join(', ')}: ${reason}`),
  ].join('\n');
}
