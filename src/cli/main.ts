#!/usr/bin/env node
/** @file The `onchip` command. Everything that goes wrong ends in `reportFailure`, whatever threw it and when. */
import { runCommandLine } from './commandLine.js';
import { reportFailure } from './fail.js';
import { endQuietlyOnClosedPipe } from './output.js';

endQuietlyOnClosedPipe();
process.on('uncaughtException', (error) => process.exit(reportFailure(error)));
process.on('unhandledRejection', (error) => process.exit(reportFailure(error)));
await runCommandLine(process.argv.slice(2));
