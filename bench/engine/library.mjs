/** @file The built modules that are measured; says what to do when they have not been built. */
const names = ['kernels/planner/plan', 'kernels/registry', 'sim/engine', 'sim/namedTarget', 'sim/chipFigures'];
const modules = await Promise.all(names.map((path) => import(`../../dist/${path}.js`).catch(() => undefined)));
if (modules.includes(undefined)) {
  process.stderr.write(`dist/${names[modules.indexOf(undefined)]}.js is missing: run \`npm run build\` first\n`);
  process.exit(2);
}
export const [{ plan }, { kernelNamed }, { simulate }, { target }, { withFigure }] = modules;
