/** Writes docs/coverage.md: which kernel runs on which chip. Run by `npm run build:coverage`, after `npm run build`. */
import { writeFileSync } from 'node:fs';
import { coverageMarkdown } from '../dist/report/coverageMarkdown.js';
import { chipNames } from '../dist/sim/chips/index.js';

writeFileSync(new URL('../docs/coverage.md', import.meta.url), coverageMarkdown(chipNames));
