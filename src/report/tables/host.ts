/** @file A host measurement as a table: one line a measured row. */
import type { HostReport } from '../schemas/host.js';
import { type ColumnOf, type Table, tableOf } from '../table.js';

type Row = HostReport['rows'][number];

const columns: readonly ColumnOf<Row>[] = [
  { name: 'kernel', type: 'text', metric: 'kernel', of: (row) => row.kernel },
  { name: 'library', type: 'text', metric: 'runtime', of: (row) => row.library },
  { name: 'backend', type: 'text', metric: 'runtime', of: (row) => row.backend },
  { name: 'format', type: 'text', metric: 'format', of: (row) => row.format },
  { name: 'status', type: 'text', metric: 'status', of: (row) => row.status },
  { name: 'median_s', type: 'number', metric: 'seconds', of: (row) => row.medianSeconds },
  { name: 'least_s', type: 'number', metric: 'spread', of: (row) => row.leastSeconds },
  { name: 'most_s', type: 'number', metric: 'spread', of: (row) => row.mostSeconds },
  { name: 'turns', type: 'integer', metric: 'spread', of: (row) => row.turns },
  { name: 'operations_per_s', type: 'number', metric: 'macs', of: (row) => row.operationsPerSecond },
  { name: 'relative_error', type: 'number', metric: 'values', of: (row) => row.values.relL2 },
  { name: 'values_ok', type: 'boolean', metric: 'values', of: (row) => row.values.ok },
];

export const hostTable = (rows: HostReport['rows']): Table => tableOf(columns, rows);
