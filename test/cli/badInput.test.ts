import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Ended, onchip, onchipHere } from './onchip.js';

const folder = mkdtempSync(join(tmpdir(), 'onchip-bad-'));
const file = (name: string): string => join(folder, name);

beforeAll(() => {
  writeFileSync(file('empty.yaml'), '');
  writeFileSync(file('latin1.yaml'), Uint8Array.from([0x6e, 0x61, 0x6d, 0x65, 0x3a, 0x20, 0xff, 0xfe]));
  writeFileSync(file('twice.yaml'), 'name: a\nname: b\n');
  writeFileSync(file('broken.json'), '{"name": ');
  writeFileSync(file('short.yaml'), 'name: short\ntitle: Too short\n');
  writeFileSync(file('empty.txt'), ' \n');
  writeFileSync(file('latin1.txt'), Uint8Array.from([0x61, 0xe4, 0x62]));
  writeFileSync(file('note.json'), '{"hello": 1}');
  writeFileSync(file('a-file'), 'x');
  mkdirSync(file('a-folder.yaml'));
});
afterAll(() => rmSync(folder, { recursive: true }));

const run = (...rest: string[]): string[] => ['run', 'gemm', '--chip', 'v100', ...rest];
const chip = (name: string): string[] => ['run', 'gemm', '--chip', name];

/** What was typed, and what the one line must say. */
const table: readonly (readonly [args: readonly string[], ...says: RegExp[]])[] = [
  [['rum'], /unknown command 'rum'/, /did you mean run\?/],
  [['--frob'], /unknown option '--frob'/, /onchip --help/],
  [['help', 'chpis'], /did you mean chips\?/],
  [['run'], /argument 'kernel'|--chip/],
  [['run', 'gemm'], /--chip: expected a chip to run on, found none/, /onchip run --help/],
  [['run', 'gemm', '--chip'], /argument missing/],
  [['run', 'gem', '--chip', 'v100'], /kernel: expected one of/, /found gem \(did you mean gemm\?\)/],
  [['run', 'gemm', 'twice', '--chip', 'v100'], /too many arguments/],
  [run('--fromat', 'fp16'), /unknown option '--fromat' \(did you mean --format\?\)/],
  [run('--format', 'fp61'), /format: expected a known format, found "fp61" \(did you mean fp/],
  [run('--format', 'flex99+9'), /mantissaBits/, /found 99/],
  [run('--format', 'fp16,fp16'), /--format: expected each name once, found fp16 twice/],
  [run('--format', 'fp16,'), /an empty name/],
  [run('--format', 'flex16+5'), /format on v100: expected one that it multiplies/, /found flex16\+5/],
  [run('--runtime', 'cudn-7.0'), /runtime: expected a runtime of v100/, /did you mean cudnn-7\.0\?/],
  [run('--runtime', 'miopen-1.3'), /runtime: expected a runtime of v100/],
  [run('--values', 'some'), /Allowed choices are full, none/],
  [run('--seed', '-1'), /--seed: expected a whole number from 0/],
  [run('--seed', 'abc'), /--seed: expected a whole number in digits, found "abc"/],
  [run('-p', 'n=0'), /parameter n of gemm: expected a whole number from 1 to 65536, found 0/],
  [run('-p', 'n=-4'), /found -4/],
  [run('-p', 'n=1e12'), /-p n: expected a whole number in digits, found "1e12"/],
  [run('-p', 'n=1000000000000'), /from 1 to 65536, found 1000000000000/],
  [run('-p', 'n=99999999999999999999'), /whole number/],
  [run('-p', 'n=2.5'), /found "2\.5"/],
  [run('-p', 'n=0x10'), /found "0x10"/],
  [run('-p', 'n= 5'), /found " 5"/],
  [run('-p', 'n='), /found ""/],
  [run('-p', 'n=NaN'), /found "NaN"/],
  [run('-p', 'n=4,m=4'), /one -p for each parameter/],
  [run('-p', 'n'), /name=number/],
  [run('-p', '=4'), /name=number/],
  [run('-p', 'n=4', '-p', 'n=5'), /-p n: expected each parameter once/],
  [run('-p', '__proto__=4'), /name=number/],
  [run('-p', 'constructor=4'), /one of m, n, k, found constructor/],
  [run('-p', 'hidden=4'), /one of m, n, k, found hidden/],
  [['run', 'lstm.naive', '--chip', 'v100', '-p', 'hiden=4'], /found hiden \(did you mean hidden\?\)/],
  [['run', 'lstm.naive', '--chip', 'v100', '-p', 'hidden=0'], /parameter hidden of lstm\.naive/, /found 0/],
  [chip('v10'), /chip: expected the name of a chip, found "v10" \(did you mean v100\?\)/],
  [chip('v100\nonchip: fine'), /found "v100/],
  [chip('v100\u001b[2J'), /found "v100/],
  [chip('2x titan-xp'), /expected a batch of at least 2, one sequence a chip, found a kernel without a batch/],
  [chip('2x titan-xq'), /titan-xq/],
  [chip('0x titan-xp'), /expected 2 to 1024 chips/],
  [chip('v100,v100'), /each name once/],
  [chip('./nowhere.yaml'), /\.\/nowhere\.yaml: expected a chip file, found nothing there/],
  [chip(file('a-folder.yaml')), /found a folder/],
  [chip('/dev/zero'), /\/dev\/zero: expected a chip file, found a device/],
  [chip(file('empty.yaml')), /found an empty file/],
  [chip(file('latin1.yaml')), /in UTF-8, found bytes that are not UTF-8/],
  [chip(file('twice.yaml')), /name: expected each key once, found it in lines 1 and 2/],
  [chip(file('broken.json')), /JSON/],
  [chip(file('short.yaml')), /short\.yaml: \w+/],
  [run('--out', file('a-file')), /--out .*a-file: expected a folder that can be written, found a file/],
  [run('--out', join(file('a-file'), 'deeper')), /found a file where a folder is wanted/],
  [run('--out', ''), /--out: expected a folder that can be written, found an empty name/],
  [['kernels', 'lstm.incache'], /found lstm\.incache \(did you mean lstm\.in-cache/],
  [['chips', 'nnp-t100'], /did you mean nnp-t1000\?/],
  [['chips', '--yaml'], /--yaml: expected the name of one chip/],
  [['chips', 'v100', '--yaml', '--json'], /cannot be used with/],
  [['report', '--text', file('empty.txt')], /empty\.txt: expected a text, found an empty file/],
  [['report', '--text', file('latin1.txt')], /latin1\.txt: expected a text in UTF-8/],
  [['report', '--text', file('missing.txt')], /missing\.txt: expected a text, found nothing there/],
  [['report', '--text', folder], /found a folder/],
  [['report', '--seed', '1.5'], /--seed: expected a whole number/],
  [['claims', '--claim', 'C99'], /claim: expected one of C1/],
  [['claims', '--claim', 'C1,C1'], /each name once/],
  [['claims', '--samples', '0'], /--samples: expected a whole number from 1/],
  [['accuracy', '--format', 'fp61'], /format: expected a known format, found "fp61"/],
  [['accuracy', '--format', 'flex16+99'], /exponentBits/],
  [['accuracy', '--task', 'coppy'], /task: expected one of char, .*found coppy \(did you mean copy\?\)/],
  [['accuracy', '--preset', 'quik'], /preset: expected one of .* \(did you mean quick\?\)/],
  [['accuracy', '--quick', '--preset', 'default'], /cannot be used with/],
  [['accuracy', '--seeds', '0'], /--seeds: expected a whole number from 1/],
  [['accuracy', '--seeds', '1,1'], /--seeds: expected each name once/],
  [['accuracy', '--steps', '0'], /--steps: expected a whole number from 1/],
  [['accuracy', '--workers', 'two'], /--workers: expected a whole number/],
  [['accuracy', '--exponents', 'none'], /Allowed choices are shared, per-step/],
  [['accuracy', '--resume'], /--resume: expected a folder of checkpoints/],
  [['accuracy', '--checkpoint-every', '5'], /--checkpoint-every: expected a folder of checkpoints/],
  [['accuracy', '--resume', '--checkpoint', folder], /study\.json: expected a study to go on with, found nothing/],
  [['accuracy', '--checkpoint', file('a-file')], /--checkpoint .*a-file: expected a folder that can be written/],
  [['accuracy', '--text', file('a-file')], /text .*a-file: expected at least/],
  [['accuracy', '--text', file('latin1.txt')], /latin1\.txt: expected a text in UTF-8/],
  [['validate', '--chip', 'v100'], /--chip: expected a table to go with it/],
  [['validate', '--data', 'a.csv'], /--data: expected the chip of the table/],
  [['validate', '--data', 'a.csv', '--chip', 'v100'], /a\.csv: expected a measured table, found nothing there/],
  [['validate', '--data', file('a-file'), '--chip', 'v100'], /a-file:1: expected columns/],
  [['validate', '--data', file('a-file'), '--chip', 'v100', '--runtime', 'cudnn-1'], /runtime of v100/],
  [['rerun'], /missing required argument 'report'/],
  [['rerun', file('missing.json')], /missing\.json: expected a report, found nothing there/],
  [['rerun', file('broken.json')], /broken\.json: expected a JSON file/],
  [['rerun', file('note.json')], /note\.json: schema: expected/],
];

const cases = table.map(([args, ...says]) => [args, says] as const);

function expectOneLine({ code, stdout, stderr }: Ended, says: readonly RegExp[]): void {
  expect(stderr).toMatch(/^onchip: [^\n]+\n$/);
  for (const pattern of says) expect(stderr).toMatch(pattern);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: none may reach a terminal
  expect(stderr.trimEnd()).not.toMatch(/[\u0000-\u001f\u007f]/);
  expect(stdout).toBe('');
  expect(code).toBe(2);
}

describe('bad input: one line on stderr, nothing on stdout, exit code 2', () => {
  it.each(cases)('onchip %j', async (args, says) => {
    expectOneLine(await onchipHere(args), says);
  });

  // One of each kind through the real process: commander's errors, ours, a file, a folder.
  const kinds = ['rum', '--fromat', 'n=1e12', 'a-folder.yaml', 'a-file', 'latin1.txt'];
  const examples = kinds.map((kind) => cases.find(([args]) => args.some((arg) => arg.endsWith(kind)))!);
  it.concurrent.each(examples)('as a process: onchip %j', async (args, says) => {
    expectOneLine(await onchip(args), says);
  });

  it('leaves no folder behind when the input turns out wrong', async () => {
    const out = file('fresh/deep');
    const refused = await onchipHere(['run', 'gemm', '--chip', 'v100', '--format', 'flex16+5', '--out', out]);
    expect(refused.code).toBe(2);
    expect(readdirSync(folder)).not.toContain('fresh');
  });

  it.runIf(process.platform === 'linux')('gives up at once where no folder can be made', async () => {
    expectOneLine(await onchipHere(run('--out', '/proc/onchip')), [/--out \/proc\/onchip: expected a folder/]);
  });
});
