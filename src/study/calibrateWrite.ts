/** @file Writes fitted parameters and rules as TypeScript data files under src/sim/gpu/calibrated. */
import type { GpuFormat, LibraryRules } from '../sim/gpu/library.js';
import { formatRule } from '../sim/gpu/ruleText.js';
import { calibrationPlan } from './calibratePlan.js';
import { type CalibrationState, type CalibrationTable, libraryKey } from './calibrateState.js';

export interface CalibratedFile {
  /** Below the project's root. */
  readonly path: string;
  readonly text: string;
}

const FOLDER = 'src/sim/gpu/calibrated';
const note = 'Written by `onchip calibrate`; do not edit. What each field is and why: docs/calibration.md.';

const digits = (value: number): string => String(Number(value.toPrecision(4)));

/** `pascal cudnn-7.0` -> `pascalCudnn70`. */
export function identifier(key: string): string {
  return key
    .split(/[\s-]+/)
    .map((word, i) => (i === 0 ? word : word[0]!.toUpperCase() + word.slice(1)))
    .join('')
    .replaceAll('.', '');
}

function ruleBlock(name: keyof LibraryRules, rules: LibraryRules): string {
  return `      ${name}: parseRule(\`\n${formatRule(rules[name])}\n\`),`;
}

function formatBlock(format: GpuFormat, rules: LibraryRules): string {
  const key = /^\w+$/.test(format) ? format : `'${format}'`;
  const kinds: readonly (keyof LibraryRules)[] = ['gemm', 'forward', 'backwardData', 'backwardWeights'];
  return `    ${key}: {\n${kinds.map((kind) => ruleBlock(kind, rules)).join('\n')}\n    },`;
}

function libraryFile(state: CalibrationState, key: string): CalibratedFile {
  const [architecture, runtime] = key.split(' ') as [string, string];
  const p = state.runtimes.get(key)!;
  const rules = state.rules.get(key) ?? {};
  const chips = [...new Set(calibrationPlan.filter((t) => t.runtime === runtime).map((t) => t.chip))];
  const lines = [
    `/** @file ${runtime} on ${architecture}. ${note} */`,
    "import type { FittedLibrary } from '../library.js';",
    "import { parseRule } from '../ruleText.js';",
    '',
    `export const ${identifier(key)}: FittedLibrary = {`,
    `  runtime: '${runtime}',`,
    `  architecture: '${architecture}',`,
    `  evidence: 'DeepBench tables (da81ba78, e80495c) of ${chips.join(', ')}',`,
    '  parameters: {',
    `    gapSeconds: ${digits(p.gapSeconds)},`,
    `    callSeconds: ${digits(p.callSeconds)},`,
    `    setupSeconds: ${digits(p.setupSeconds)},`,
    `    queueFillSeconds: ${digits(p.queueFillSeconds)},`,
    `    queueSteps: ${p.queueSteps},`,
    '  },',
    '  rules: {',
    ...Object.entries(rules).map(([format, set]) => formatBlock(format as GpuFormat, set)),
    '  },',
    '};',
    '',
  ];
  return { path: `${FOLDER}/${identifier(key)}.ts`, text: lines.join('\n') };
}

function architecturesFile(state: CalibrationState): CalibratedFile {
  const { stallCycles: stall, waveCycles, l2ReuseFraction, rowChangeBytes } = state.shared;
  const lines = [
    `/** @file Fitted numbers of the GPU model. ${note} */`,
    "import type { FittedArchitectures } from '../parameters.js';",
    '',
    'export const fittedArchitectures: FittedArchitectures = {',
    '  shared: {',
    `    stallCycles: { deep: ${digits(stall.deep)}, shallow: ${digits(stall.shallow)}, none: ${digits(stall.none)} },`,
    `    waveCycles: ${digits(waveCycles)},`,
    `    l2ReuseFraction: ${digits(l2ReuseFraction)},`,
    `    rowChangeBytes: ${digits(rowChangeBytes)},`,
    '  },',
    `  tensorEfficiency: ${digits(state.tensorEfficiency)},`,
    '  mathEfficiency: {',
    ...[...state.mathEfficiency].map(([name, value]) => `    ${name}: ${digits(value)},`),
    '  },',
    '};',
    '',
  ];
  return { path: `${FOLDER}/architectures.ts`, text: lines.join('\n') };
}

/** All files that a calibration replaces. */
export function calibratedFiles(
  state: CalibrationState,
  tables: readonly CalibrationTable[],
): readonly CalibratedFile[] {
  const keys = [...new Set(tables.map(libraryKey))];
  const imports = keys.map((key) => `import { ${identifier(key)} } from './${identifier(key)}.js';`).sort();
  const index = [
    `/** @file Every fitted library. ${note} */`,
    "import type { FittedLibrary } from '../library.js';",
    ...imports,
    '',
    'export const fittedLibraries: readonly FittedLibrary[] = [',
    ...keys.map((key) => `  ${identifier(key)},`),
    '];',
    '',
  ].join('\n');
  return [
    architecturesFile(state),
    ...keys.map((key) => libraryFile(state, key)),
    { path: `${FOLDER}/libraries.ts`, text: index },
  ];
}
