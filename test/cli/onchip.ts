/** @file Runs the built command as a user does: a child process, its exit code, what it printed where. */
import { type ChildProcess, spawn } from 'node:child_process';
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { vi } from 'vitest';
import { runCommandLine } from '../../src/cli/commandLine.js';

export const root = fileURLToPath(new URL('../../', import.meta.url));
const main = join(root, 'dist/cli/main.js');

export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** A shell command that ends in `exec "$@"`: for limits. */
  readonly shell?: string;
}

/** Runs `onchip …args`; neither stream is a terminal. */
export function onchip(args: readonly string[], options: RunOptions = {}): Promise<Ended> {
  return startOnchip(args, options).ended;
}

/** Starts `onchip …args`: for signals in mid-run. `code` is null after a signal that was not caught. */
export function startOnchip(
  args: readonly string[],
  options: RunOptions = {},
): { readonly child: ChildProcess; readonly ended: Promise<Ended> } {
  requireFreshBuild();
  // CI would make progress quieter: the tests see what a user's pipe sees.
  const { CI: _, FORCE_COLOR: __, ...inherited } = process.env;
  const words = [process.execPath, main, ...args];
  const [program, ...rest] = options.shell === undefined ? words : ['sh', '-c', options.shell, 'sh', ...words];
  const child = spawn(program, rest, {
    cwd: options.cwd ?? root,
    env: { ...inherited, ...options.env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let [stdout, stderr] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  const ended = new Promise<Ended>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, stdout, stderr }));
  });
  return { child, ended };
}

let checked = false;

/** A test of yesterday's build proves nothing. `npm test` builds first; `npx vitest` alone does not. */
function requireFreshBuild(): void {
  if (checked) return;
  const built = statSync(main, { throwIfNoEntry: false })?.mtimeMs ?? 0;
  const sources = join(root, 'src/cli');
  const stale = readdirSync(sources, { recursive: true, encoding: 'utf8' }).find(
    (name) => name.endsWith('.ts') && statSync(join(sources, name)).mtimeMs > builtTime(name, built),
  );
  if (stale !== undefined) throw new Error(`dist is older than src/cli/${stale}: npm run build`);
  checked = true;
}

function builtTime(source: string, fallback: number): number {
  const output = join(root, 'dist/cli', source.replace(/\.ts$/, '.js'));
  return statSync(output, { throwIfNoEntry: false })?.mtimeMs ?? fallback;
}

/** The same in this process: for tables of many short command lines. Not for two at a time. */
export async function onchipHere(args: readonly string[]): Promise<Ended> {
  const written = { stdout: '', stderr: '' };
  const spies = (['stdout', 'stderr'] as const).map((stream) =>
    vi.spyOn(process[stream], 'write').mockImplementation((text) => {
      written[stream] += String(text);
      return true;
    }),
  );
  const before = process.exitCode;
  process.exitCode = undefined;
  try {
    await runCommandLine(args);
    return { code: Number(process.exitCode ?? 0), ...written };
  } finally {
    process.exitCode = before;
    for (const spy of spies) spy.mockRestore();
  }
}
