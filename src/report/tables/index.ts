/** @file The table of any file: what CSV and Parquet hold of it. */
import type { ReportFile } from '../file.js';
import type { Table } from '../table.js';
import { accuracyTable } from './accuracy.js';
import { claimsTable } from './claims.js';
import { hostTable } from './host.js';
import { rowsTable } from './rows.js';
import { validateTable } from './validate.js';

export function tableOfFile(file: ReportFile): Table {
  switch (file.kind) {
    case 'report':
    case 'run':
      return rowsTable(file.data.rows);
    case 'claims':
      return claimsTable(file.data.claims);
    case 'accuracy':
      return accuracyTable(file.data);
    case 'validate':
      return validateTable(file.data);
    case 'host':
      return hostTable(file.data.rows);
  }
}
