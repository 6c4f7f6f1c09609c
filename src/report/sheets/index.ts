/** @file The sheet of any file. */
import type { ReportFile } from '../file.js';
import type { Sheet } from '../sheet.js';
import { claimsSheet } from './claims.js';
import { reportSheet } from './report.js';
import { runSheet } from './run.js';
import { accuracySheet, hostSheet, validateSheet } from './studies.js';

export function sheetOf(file: ReportFile): Sheet {
  switch (file.kind) {
    case 'report':
      return reportSheet(file.data);
    case 'run':
      return runSheet(file.data);
    case 'claims':
      return claimsSheet(file.data);
    case 'accuracy':
      return accuracySheet(file.data);
    case 'validate':
      return validateSheet(file.data);
    case 'host':
      return hostSheet(file.data);
  }
}
