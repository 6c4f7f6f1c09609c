/** @file The built modules that are measured; says what to do when they have not been built. */
const load = (path) => import(`../../dist/${path}.js`).catch(() => undefined);
const names = [
  'numerics/index',
  'sim/execute',
  'sim/tensors',
  'kernels/registry',
  'models/valueProgram',
  'models/trainer',
];
const modules = await Promise.all(names.map(load));
if (modules.includes(undefined)) {
  process.stderr.write(`dist/${names[modules.indexOf(undefined)]}.js is missing: run \`npm run build\` first\n`);
  process.exit(2);
}
export const [numerics, { execute }, { TensorStore }, { kernelNamed }, { valueProgram }, { Trainer }] = modules;
