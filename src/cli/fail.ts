/** @file The one place that turns whatever was thrown into words on stderr and an exit code. Wrong input: one line, 2.
 * Anything else is a fault of the program: it says so and how to report it, 3; the stack only with ONCHIP_DEBUG=1. */
import { CommanderError } from 'commander';
import { InputError, oneLine } from '../numerics/errors.js';
import { version } from './version.js';

export const exitCodes = { done: 0, checkFailed: 1, wrongInput: 2, bug: 3 } as const;

/** Writes the message of `error` to stderr; returns the exit code. */
export function reportFailure(error: unknown): number {
  if (error instanceof CommanderError) return commandLineFailure(error);
  if (error instanceof InputError) {
    writeError(`onchip: ${error.message}`);
    return exitCodes.wrongInput;
  }
  writeError(bugText(error));
  return exitCodes.bug;
}

/** Help and version also end in a CommanderError; its text is already on stdout. */
function commandLineFailure(error: CommanderError): number {
  if (error.exitCode === 0) return exitCodes.done;
  writeError(`onchip: ${oneLine(commanderText(error.message))}`);
  return exitCodes.wrongInput;
}

function commanderText(message: string): string {
  return message.replace(/^error: /, '').replace(/\n\(Did you mean (.*)\?\)/, ' (did you mean $1?)');
}

function bugText(error: unknown): string {
  const what = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  const lines = [
    `onchip: ${oneLine(what)}`,
    'This is a bug of onchip, not of your input. Please open an issue with the command you typed and this line:',
    `onchip ${version}, Node ${process.version}, ${process.platform} ${process.arch}; ONCHIP_DEBUG=1 prints the stack`,
  ];
  const stack = error instanceof Error ? error.stack : undefined;
  if (process.env.ONCHIP_DEBUG && stack !== undefined) lines.push(stack);
  return lines.join('\n');
}

function writeError(text: string): void {
  process.stderr.write(`${text}\n`);
}
