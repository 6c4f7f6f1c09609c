/** @file A file of the user's: read here, held to the published schema, shown as text and charts. Whatever it holds stays
 * data. */
import { signal } from '@preact/signals';
import { InputError } from '../../src/numerics/errors.js';
import { parseReportFile, type ReportFile } from '../../src/report/file.js';
import { messageOf } from '../engine/makeRow.js';
import { view } from '../state/page.js';

const LARGEST_BYTES = 32 * 2 ** 20;

export interface Opened {
  readonly name: string;
  readonly file: ReportFile;
}

export const opened = signal<Opened | null>(null);
/** Why the latest file is not shown; one line. */
export const openProblem = signal('');
export const opening = signal(false);

/** Shows the file, or says why not; what was shown before stays then. Never throws. */
export async function openFile(file: File): Promise<void> {
  view.value = 'report';
  openProblem.value = '';
  opening.value = true;
  try {
    opened.value = { name: file.name, file: parseReportFile(await textOf(file), file.name) };
  } catch (error) {
    openProblem.value = messageOf(error);
  } finally {
    opening.value = false;
  }
}

async function textOf(file: File): Promise<string> {
  if (file.size > LARGEST_BYTES) {
    throw new InputError({
      where: file.name,
      expected: `a file of at most ${LARGEST_BYTES} bytes`,
      found: `${file.size}`,
    });
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(await file.arrayBuffer());
  } catch {
    throw new InputError({ where: file.name, expected: 'a JSON file in UTF-8', found: 'bytes that are not UTF-8' });
  }
}

/** Files can be dropped anywhere on the page; none is ever opened by the browser in its place. */
export function takeDrops(): void {
  addEventListener('dragover', (event) => event.preventDefault());
  addEventListener('drop', (event) => {
    event.preventDefault();
    const [file, ...more] = event.dataTransfer?.files ?? [];
    if (more.length > 0) openProblem.value = `one file at a time, not ${more.length + 1}`;
    else if (file !== undefined) void openFile(file);
  });
}
