/** Tests that can kill a mutant of the engine's core or of Autoflex, quick ones only: each mutant runs those that reach it. */
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: [
      'test/numerics/flex*.test.ts',
      'test/sim/{demandMemo,eventQueue,ledger,opStream,scoreboard,syncOrder}.test.ts',
      'test/sim/carriedScale.test.ts',
      'test/sim/engine{Cache,Order,Properties}.test.ts',
      'test/sim/exponentUses.test.ts',
      'test/sim/timeline*.test.ts',
    ],
    env: { ONCHIP_PROPERTY_SHARE: '0.04' },
    setupFiles: ['test/setup/propertySeed.ts'],
    testTimeout: 60_000,
  },
});
