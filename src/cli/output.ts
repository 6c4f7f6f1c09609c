/** @file Results go to stdout, and nothing else does. */
import { createColors } from 'picocolors';

/** True when a person reads stdout on a terminal that shows colours. CI variables do not turn colours on in a pipe. */
export function wantsColor(): boolean {
  return process.stdout.isTTY === true && !process.env.NO_COLOR && process.env.TERM !== 'dumb';
}

export const colors = createColors(wantsColor());

const PLAIN_WIDTH = 120;

/** Characters in a line of stdout. */
export function outputWidth(): number {
  return (process.stdout.isTTY === true && process.stdout.columns) || PLAIN_WIDTH;
}

/** Prints a text that ends in one line end. */
export function print(text: string): void {
  process.stdout.write(text.endsWith('\n') ? text : `${text}\n`);
}

/** JSON as every command prints and writes it: two spaces, one line end. */
export function jsonText(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}

/** `onchip … | head` closes the pipe early: that is no error. */
export function endQuietlyOnClosedPipe(): void {
  const onError = (error: NodeJS.ErrnoException): void => {
    if (error.code === 'EPIPE') process.exit(process.exitCode ?? 0);
    throw error;
  };
  process.stdout.on('error', onError);
  process.stderr.on('error', onError);
}
