/** @file `--watch`: runs an author's file again whenever it, or a file that it imports, is saved, and says how many cycles
 * that has gained or lost. */
import { type FSWatcher, watch } from 'node:fs';
import { basename, dirname } from 'node:path';
import { formatRatio, groupThousands } from '../../report/numbers.js';
import { isRejected } from '../../study/row.js';
import { reportFailure } from '../fail.js';
import { print } from '../output.js';
import { planFlags } from '../planFlags.js';
import { startProgress } from '../progress.js';
import type { RunFlags } from '../runFlags.js';
import type { RunReport } from '../runReport.js';
import { targetsOf } from '../targets.js';
import { runView } from '../views/runView.js';
import type { KernelFile } from './kernelFile.js';
import { runFile } from './runFile.js';

/** Editors write a file in several steps. */
const SETTLE_MS = 80;

/** Goes on until the program is stopped. Wrong input is said and waited for, except in the flags. */
export async function watchFile(file: KernelFile, flags: RunFlags): Promise<never> {
  targetsOf(planFlags(flags).targets);
  let before: RunReport | null = null;
  const saved = new SavedFiles();
  for (;;) {
    const progress = startProgress({ quiet: flags.quiet });
    try {
      const report: RunReport = await runFile(file, flags, progress, (path) => saved.add(path));
      progress.stop();
      print(`${runView(report)}\n${before === null ? '' : `\n${changeText(before, report)}\n`}`);
      before = report;
    } catch (error) {
      progress.stop();
      reportFailure(error);
    }
    process.stderr.write(`onchip: waiting for ${file.path} to be saved (Ctrl-C ends)\n`);
    await saved.next();
  }
}

/** One line a target: cycles before and after. */
export function changeText(before: RunReport, after: RunReport): string {
  const lines = after.rows.flatMap((row) => {
    const old = before.rows.find((r) => r.chip === row.chip && r.runtime === row.runtime && r.format === row.format);
    if (old === undefined) return [];
    const head = `  ${row.chip} ${row.format}: `;
    if (isRejected(row)) return [`${head}${isRejected(old) ? 'still does not fit' : 'no longer fits'}`];
    if (isRejected(old)) return [`${head}fits now`];
    const delta = row.cycles - old.cycles;
    if (delta === 0) return [`${head}as many cycles as before`];
    const sign = delta > 0 ? '+' : '-';
    const change = `${sign}${groupThousands(Math.abs(delta))} cycles`;
    return [`${head}${change} (${formatRatio(old.cycles / row.cycles)} as fast as before)`];
  });
  return ['since the last save', ...lines].join('\n');
}

/** Saves of files: their folders are watched, because editors replace a file by another of the same name. */
class SavedFiles {
  readonly #names = new Map<string, Set<string>>();
  readonly #watchers: FSWatcher[] = [];
  #timer: NodeJS.Timeout | undefined;
  #pending = false;
  #wake: () => void = () => {};

  add(path: string): void {
    const folder = dirname(path);
    const names = this.#names.get(folder);
    if (names !== undefined) {
      names.add(basename(path));
      return;
    }
    const watched = new Set([basename(path)]);
    this.#names.set(folder, watched);
    this.#watchers.push(
      watch(folder, (_, name) => {
        if (name === null || watched.has(name)) this.#touched();
      }),
    );
  }

  /** Resolves after the next save; at once when there was one since the last call. */
  next(): Promise<void> {
    return new Promise((resolve) => {
      this.#wake = () => {
        this.#pending = false;
        this.#wake = () => {};
        resolve();
      };
      if (this.#pending) this.#wake();
    });
  }

  #touched(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.#pending = true;
      this.#wake();
    }, SETTLE_MS);
  }
}
