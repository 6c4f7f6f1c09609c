/** @file One command line from its words to its exit code. `main.ts` gives it the words of the process. */
import { reportFailure } from './fail.js';
import { buildProgram } from './program.js';

/** Runs `onchip …words`; sets `process.exitCode`. Never throws. */
export async function runCommandLine(words: readonly string[]): Promise<void> {
  try {
    const program = buildProgram();
    if (words.length > 0) await program.parseAsync(words, { from: 'user' });
    else program.outputHelp();
  } catch (error) {
    process.exitCode = reportFailure(error);
  }
}
