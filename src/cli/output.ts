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

const GONE = ['EPIPE', 'EIO'];

/** `onchip … | head` closes the pipe early, a terminal can be closed: that is no error. Without a reader of its results
 * the program ends; without one of its progress it goes on. */
export function endQuietlyOnClosedPipe(): void {
  const isGone = ({ code = '' }: NodeJS.ErrnoException): boolean => GONE.includes(code);
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (isGone(error)) process.exit(process.exitCode ?? 0);
    throw error;
  });
  process.stderr.on('error', (error: NodeJS.ErrnoException) => {
    if (!isGone(error)) throw error;
  });
}
