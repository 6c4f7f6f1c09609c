/** @file What `onchip show` does. */
import { basename, extname, join } from 'node:path';
import { InputError } from '../../numerics/errors.js';
import { didYouMean } from '../../numerics/nearestNames.js';
import { parseReportFile, type ReportFile } from '../../report/file.js';
import { type Rendering, render, renderings } from '../../report/render.js';
import type { AccuracyReport } from '../../report/schemas/accuracy.js';
import { renderTerminal } from '../../report/terminal.js';
import type { ValidateReport } from '../../report/validateReport.js';
import { readTextFile, withOutput } from '../files.js';
import { listItems } from '../lists.js';
import { outputWidth, print, wantsColor } from '../output.js';
import { accuracyView } from '../views/accuracyView.js';
import { claimsView } from '../views/claimsView.js';
import { hostView } from '../views/hostView.js';
import { runView } from '../views/runView.js';
import { validateView } from '../views/validateView.js';

export interface ShowFlags {
  readonly as?: readonly string[];
  readonly json?: true;
  readonly out?: string;
}

type Form = Rendering | 'terminal';

const forms: readonly Form[] = ['terminal', ...(Object.keys(renderings) as Rendering[])];

/** Throws InputError. */
export async function showAction(path: string, flags: ShowFlags): Promise<void> {
  const wanted = formsOf(flags);
  const file = parseReportFile(readTextFile(path, { what: 'a file of onchip' }), path);
  if (flags.out === undefined) {
    showOn(file, wanted);
    return;
  }
  const name = basename(path, extname(path));
  await withOutput(flags.out, (folder) => {
    const files = Object.fromEntries(
      wanted.map((form) => [
        `${name}.${form === 'terminal' ? 'txt' : renderings[form]}`,
        form === 'terminal' ? `${terminalText(file)}\n` : render(file, form),
      ]),
    );
    folder?.write(files);
    print(
      Object.keys(files)
        .map((file) => `wrote ${join(flags.out!, file)}`)
        .join('\n'),
    );
  });
}

function showOn(file: ReportFile, wanted: readonly Form[]): void {
  const [form] = wanted;
  if (wanted.length > 1) {
    const hint = 'several forms need --out FOLDER';
    throw new InputError({ where: '--as', expected: 'one form', found: wanted.join(', '), hint });
  }
  if (form === 'terminal') print(terminalText(file));
  else if (form !== 'parquet') print(render(file, form) as string);
  else if (process.stdout.isTTY) {
    const hint = '> rows.parquet, or --out FOLDER';
    throw new InputError({ where: '--as parquet', expected: 'a file to write to', found: 'a terminal', hint });
  } else process.stdout.write(render(file, form));
}

function formsOf({ as, json }: ShowFlags): readonly Form[] {
  if (json && as !== undefined) {
    throw new InputError({ where: '--json', expected: 'either --json or --as', found: 'both' });
  }
  const names = json ? ['json'] : as === undefined ? ['terminal'] : listItems('--as', as);
  return names.map((name) => {
    const form = forms.find((known) => known === name);
    if (form !== undefined) return form;
    const hint = name === 'trace' ? 'a timeline is written by onchip run … --trace FILE' : undefined;
    const near = hint === undefined ? didYouMean(name, forms) : { hint };
    throw new InputError({ where: '--as', expected: forms.join(', '), found: name, ...near });
  });
}

function terminalText(file: ReportFile): string {
  switch (file.kind) {
    case 'report':
      return renderTerminal(file.data, { color: wantsColor(), width: outputWidth() }).trimEnd();
    case 'run':
      return runView(file.data);
    case 'claims':
      return claimsView(file.data, false);
    // The schemas of these two say `string` where the studies know the words.
    case 'accuracy':
      return accuracyView(file.data as AccuracyReport, []);
    case 'validate':
      return validateView(file.data as unknown as ValidateReport);
    case 'host':
      return hostView(file.data);
  }
}
