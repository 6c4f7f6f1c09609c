/** @file One process at a time in a sweep's folder. The lock names its process; when that is gone the lock is stale and is
 * taken over. Processes of another machine cannot be asked: their lock counts until it has not been touched for a minute,
 * by the clock of the file system that both use. */
import { linkSync, readFileSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { InputError } from '../../numerics/errors.js';
import { reasonOf } from '../files.js';

const LOCK_FILE = 'sweep.lock';
const TOUCH_EVERY_MS = 10_000;
const STALE_AFTER_MS = 60_000;

/** A process, as locks name it. */
interface Owner {
  readonly pid: number;
  readonly host: string;
  /** When the process began, as the system counts: pids are used again. Null where the system does not tell. */
  readonly began: string | null;
}

/** This process, as locks name it. */
export function ownerText(): string {
  const own: Owner = { pid: process.pid, host: hostname(), began: beganAt(process.pid) };
  return JSON.stringify(own);
}

/** True when the process was one of this machine and is no more. */
export function isGone(text: string): boolean {
  const owner = ownerOf(text);
  return owner !== null && owner.host === hostname() && !isAlive(owner);
}

/** `process 12 on host` */
export function ownerName(text: string): string {
  const owner = ownerOf(text);
  return owner === null ? 'another process' : `process ${owner.pid} on ${owner.host}`;
}

/** Takes the folder. Throws InputError when another process has it. Gives back how to release it. */
export function lockFolder(folder: string): () => void {
  const path = join(folder, LOCK_FILE);
  for (let attempt = 0; attempt < 10; attempt++) {
    try {
      createWhole(path, `${ownerText()}\n`);
      const touch = setInterval(() => touched(path), TOUCH_EVERY_MS).unref();
      return () => {
        clearInterval(touch);
        rmSync(path, { force: true });
      };
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw refusal(folder, reasonOf(error));
      clearStale(path, folder);
    }
  }
  throw refusal(folder, 'a lock that others keep taking');
}

/** A new file with all of its text, or EEXIST: nobody ever sees it empty. */
function createWhole(path: string, text: string): void {
  const own = `${path}.${process.pid}.new`;
  writeFileSync(own, text);
  try {
    linkSync(own, path);
  } catch (error) {
    // File systems without hard links.
    if (!['EPERM', 'ENOTSUP', 'ENOSYS', 'EOPNOTSUPP'].includes((error as NodeJS.ErrnoException).code ?? ''))
      throw error;
    writeFileSync(path, text, { flag: 'wx' });
  } finally {
    rmSync(own, { force: true });
  }
}

function touched(path: string): void {
  try {
    const now = new Date();
    utimesSync(path, now, now);
  } catch {
    // A full disk or a lost mount is told by the next row that is written.
  }
}

function clearStale(path: string, folder: string): void {
  const text = textOf(path);
  if (text === null) return;
  const owner = ownerOf(text);
  const foreign = owner !== null && owner.host !== hostname();
  if (owner !== null && (foreign ? isFresh(path) : isAlive(owner))) {
    const hint = foreign ? `its lock is stale a minute after it has ended; or remove ${path}` : undefined;
    throw refusal(folder, `process ${owner.pid}${foreign ? ` on ${owner.host}` : ''} at work in it`, hint);
  }
  // Renamed before it is removed: of two that find the same stale lock only one moves it.
  const aside = `${path}.${process.pid}.stale`;
  try {
    renameSync(path, aside);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return;
    throw refusal(folder, reasonOf(error));
  }
  if (textOf(aside) !== text) renameSync(aside, path);
  else rmSync(aside, { force: true });
}

/** Touched within the last minute, by the file system's own clock. */
function isFresh(path: string): boolean {
  const probe = `${path}.${process.pid}.now`;
  writeFileSync(probe, '');
  const age = statSync(probe).mtimeMs - (statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0);
  rmSync(probe, { force: true });
  return age < STALE_AFTER_MS;
}

function textOf(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}

/** Null for a text that no lock has: its writer's machine went down. */
function ownerOf(text: string): Owner | null {
  try {
    const { pid, host, began } = JSON.parse(text) as Partial<Owner>;
    return typeof pid === 'number' && typeof host === 'string' ? { pid, host, began: began ?? null } : null;
  } catch {
    return null;
  }
}

function isAlive({ pid, began }: Owner): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
  return began === null || beganAt(pid) === began;
}

/** Field 22 of /proc/PID/stat (proc(5)): start of the process in clock ticks since boot. */
function beganAt(pid: number): string | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? null;
  } catch {
    return null;
  }
}

function refusal(folder: string, found: string, hint?: string): InputError {
  const expected = 'a folder that no other process uses';
  return new InputError({ where: `--out ${folder}`, expected, found, ...(hint === undefined ? {} : { hint }) });
}
