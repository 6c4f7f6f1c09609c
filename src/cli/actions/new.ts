/** @file What `onchip new` does. */
import { existsSync } from 'node:fs';
import { InputError } from '../../numerics/errors.js';
import { kernelTemplate, testTemplate } from '../author/template.js';
import { replaceFile } from '../files.js';
import { print } from '../output.js';

/** Writes NAME.ts and NAME.test.ts here. Throws InputError for other names, and when one of them is there. */
export function newKernel(name: string): void {
  if (!/^[A-Za-z][A-Za-z0-9_-]{0,63}$/.test(name)) {
    const expected = 'a name of letters, digits, - and _, e.g. my-kernel';
    throw new InputError({ where: 'name', expected, found: JSON.stringify(name) });
  }
  const files = { [`${name}.ts`]: kernelTemplate(name), [`${name}.test.ts`]: testTemplate(name) };
  for (const path of Object.keys(files)) {
    if (existsSync(path)) throw new InputError({ where: path, expected: 'a new file', found: 'one that is there' });
  }
  for (const [path, text] of Object.entries(files)) replaceFile(path, text);
  print(`wrote ${Object.keys(files).join(' and ')}; try:
  onchip run ./${name}.ts --chip nnp-t1000,titan-v
  npx vitest run ${name}.test.ts`);
}
