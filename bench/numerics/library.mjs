/** @file The built library, as a user would import it; says what to do when it has not been built. */
const library = await import('../../dist/numerics/index.js').catch(() => undefined);
if (library === undefined) {
  process.stderr.write('dist/numerics is missing: run `npm run build` first\n');
  process.exit(2);
}
export const {
  accumulateRowSums,
  addScaled,
  allocFloat32,
  broadcastRows,
  createClock,
  currentCore,
  fillUniform,
  gemm,
  lstmCellBackward,
  lstmCellForward,
  parseFormat,
  setCore,
} = library;
