/** @file Where the package lies, and its version. */
import { readFileSync } from 'node:fs';

/** The package's root folder: dist/cli and src/cli are equally deep in it. */
export const packageRoot = new URL('../../', import.meta.url);

/** Version of the installed package. */
export const version = (JSON.parse(readFileSync(new URL('package.json', packageRoot), 'utf8')) as { version: string })
  .version;
