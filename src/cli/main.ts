#!/usr/bin/env node
/** @file The `onchip` command. Everything that goes wrong ends in `reportFailure`, whatever threw it and when. */
import { reportFailure } from './fail.js';
import { endQuietlyOnClosedPipe } from './output.js';
import { buildProgram } from './program.js';

endQuietlyOnClosedPipe();
process.on('uncaughtException', (error) => process.exit(reportFailure(error)));
process.on('unhandledRejection', (error) => process.exit(reportFailure(error)));

try {
  const program = buildProgram();
  if (process.argv.length > 2) await program.parseAsync(process.argv);
  else program.outputHelp();
} catch (error) {
  process.exitCode = reportFailure(error);
}
