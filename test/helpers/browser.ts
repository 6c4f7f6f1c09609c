/** @file A real browser from npm alone. `@sparticuz/chromium` is a headless Chromium for bare machines: it brings fonts
 * and the libraries that Debian's and Amazon's base systems lack (NSS, NSPR, expat), but unpacks the latter only when it
 * believes to run in Lambda. What remains for the system is glibc and libgcc_s, which every Debian base has. */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, chromium } from 'playwright-core';

/** Start Chromium. Throws with the names of the missing libraries when the machine lacks some. Close it after use. */
export async function launchBrowser(): Promise<Browser> {
  const folder = await unpacked();
  const executablePath = join(folder, 'chromium');
  const env = {
    ...process.env,
    LD_LIBRARY_PATH: join(folder, 'al2023', 'lib'),
    FONTCONFIG_FILE: join(folder, 'fonts.conf'),
  };
  const missing = missingLibraries(executablePath, env);
  if (missing.length > 0) {
    throw new Error(`the browser test needs shared libraries that this machine lacks: ${missing.join(', ')}`);
  }
  const args = ['--headless=shell', '--no-sandbox', '--no-zygote', '--disable-gpu', '--font-render-hinting=none'];
  return chromium.launch({ executablePath, env, args });
}

/** Folder with the unpacked browser; unpacked once a version, moved into place whole, so that two tests cannot meet half
 * of it. */
async function unpacked(): Promise<string> {
  const manifest = createRequire(import.meta.url)
    .resolve('@sparticuz/chromium')
    .replace(/build.*$/, 'package.json');
  const { version } = JSON.parse(readFileSync(manifest, 'utf8')) as { version: string };
  const folder = join(tmpdir(), `onchip-chromium-${version}-${process.getuid?.() ?? 0}`);
  if (!existsSync(folder)) {
    const fresh = mkdtempSync(`${folder}-`);
    await unpackInto(fresh);
    writeFileSync(join(fresh, 'fonts.conf'), fontConfig(folder));
    try {
      renameSync(fresh, folder);
    } catch (error) {
      rmSync(fresh, { recursive: true });
      if (!existsSync(folder)) throw error;
    }
  }
  return folder;
}

/** The package unpacks into the temporary folder of the environment, its libraries only in what it takes for Lambda. */
async function unpackInto(folder: string): Promise<void> {
  const before = { ...process.env };
  try {
    process.env.TMPDIR = folder;
    process.env.AWS_EXECUTION_ENV = 'AWS_Lambda_nodejs20.x';
    const { default: packaged } = await import('@sparticuz/chromium');
    await packaged.executablePath();
  } finally {
    for (const key of ['TMPDIR', 'AWS_EXECUTION_ENV', 'LD_LIBRARY_PATH', 'FONTCONFIG_PATH', 'HOME']) {
      if (before[key] === undefined) delete process.env[key];
      else process.env[key] = before[key];
    }
  }
}

/** The package's own file names folders of Lambda. System fonts come second, for glyphs that its font lacks. */
function fontConfig(folder: string): string {
  const folders = [join(folder, 'fonts'), '/usr/share/fonts'].map((path) => `<dir>${path}</dir>`);
  return `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>${folders.join('')}<cachedir>${join(folder, 'font-cache')}</cachedir></fontconfig>
`;
}

function missingLibraries(executable: string, env: NodeJS.ProcessEnv): string[] {
  let text: string;
  try {
    text = execFileSync('ldd', [executable], { env, encoding: 'utf8' });
  } catch {
    return []; // no ldd: the launch itself will tell
  }
  return text.split('\n').flatMap((line) => (line.includes('not found') ? [line.trim().split(' ')[0]] : []));
}
