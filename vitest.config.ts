import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    setupFiles: ['test/setup/propertySeed.ts'],
    testTimeout: 60_000,
    maxWorkers: 2,
    coverage: {
      provider: 'v8',
      include: ['src/sim/**/*.ts', 'src/numerics/**/*.ts'],
      // AssemblyScript is compiled to WASM, which coverage does not see.
      exclude: ['src/numerics/assembly/**', 'src/numerics/generated/**'],
      reporter: ['text-summary', 'json-summary', 'html'],
      thresholds: { lines: 90 },
    },
  },
});
