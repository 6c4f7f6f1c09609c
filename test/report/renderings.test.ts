/** @file Every rendering of every kind of file: same bytes twice, types right, nothing of a file becomes markup. */
import { readFileSync } from 'node:fs';
import { parquetMetadata, parquetReadObjects } from 'hyparquet';
import { parseHTML } from 'linkedom';
import { describe, expect, it } from 'vitest';
import { kernelNamed } from '../../src/kernels/registry.js';
import { parseReportFile, type ReportFile, runFileOf } from '../../src/report/file.js';
import { markdownText } from '../../src/report/markdown.js';
import { metricOfColumn, metrics } from '../../src/report/metrics.js';
import { tableParquet } from '../../src/report/parquet.js';
import { type Rendering, render, renderings } from '../../src/report/render.js';
import { buildRunReport } from '../../src/report/runReport.js';
import { type FileKind, fileKinds } from '../../src/report/schemas/index.js';
import { simulatedRow } from '../../src/report/schemas/row.js';
import { sheetOf } from '../../src/report/sheets/index.js';
import { tableCsv } from '../../src/report/table.js';
import { tableOfFile } from '../../src/report/tables/index.js';
import { isRejected } from '../../src/study/row.js';
import { runExperiment } from '../../src/study/run.js';
import { poisoned, smallReport } from './fixture.js';
import { namedTargets } from './namedTargets.js';

const stored = (kind: string): ReportFile =>
  parseReportFile(readFileSync(new URL(`../fixtures/reports/${kind}-1.json`, import.meta.url), 'utf8'), kind);

const targets = namedTargets(['nnp-t1000', 'titan-v', 'gtx-1080-ti'], 'fp16');
const rows = [
  ...runExperiment(kernelNamed('lstm.in-cache'), { hidden: 40, steps: 3 }, targets.slice(0, 2)),
  ...runExperiment(kernelNamed('lstm.in-cache'), { hidden: 16384 }, targets.slice(2), { values: false }),
];
const head = { kernel: 'lstm.in-cache', source: null, seed: 1, values: 'full', valuesCheckedAt: null } as const;
const run = runFileOf(buildRunReport({ ...head, chips: targets.map(({ chip }) => chip), rows }));

const host: ReportFile = {
  kind: 'host',
  version: 1,
  data: {
    schema: fileKinds.host.id,
    version: '0.1.0',
    machine: { cpu: 'c', threads: 2, clockHz: 0, memoryBytes: 1, system: 's', node: 'n', caches: [] },
    rows: [
      {
        kernel: 'gemm',
        library: 'l',
        backend: 'b',
        status: 'measured',
        params: { m: 1 },
        format: 'fp32',
        seconds: 1,
        medianSeconds: 1,
        leastSeconds: 1,
        mostSeconds: 2,
        turns: 3,
        operationsPerSecond: 2,
        values: { relL2: null, tolerance: 1, ok: true },
      },
    ],
    failed: [],
    absent: [],
    simulated: [],
  },
};

const files: readonly ReportFile[] = [
  { kind: 'report', version: 2, data: smallReport() },
  run,
  stored('run'),
  stored('report'),
  stored('claims'),
  stored('accuracy'),
  stored('validate'),
  host,
];
const forms = Object.keys(renderings) as Rendering[];

it('covers every kind of file', () => {
  expect(new Set(files.map(({ kind }) => kind))).toEqual(new Set(Object.keys(fileKinds) as FileKind[]));
});

describe.each(files.map((file) => [`${file.kind} of version ${file.version}`, file] as const))('%s', (_, file) => {
  it.each(forms)('is the same %s each time', (form) => {
    const again = JSON.parse(JSON.stringify(file)) as ReportFile;
    expect(render(again, form)).toEqual(render(file, form));
  });

  it('is read back from its page', () => {
    expect(parseReportFile(render(file, 'html') as string, 'page.html').data).toEqual(file.data);
  });

  it('is read back from its JSON', () => {
    expect(parseReportFile(render(file, 'json') as string, 'again.json').data).toEqual(file.data);
  });

  it('has the cells of its table in Parquet, with their types', async () => {
    const table = tableOfFile(file);
    const bytes = tableParquet(table);
    const buffer = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength) as ArrayBuffer;
    const types = { text: 'BYTE_ARRAY', integer: 'INT64', number: 'DOUBLE', boolean: 'BOOLEAN' } as const;
    const [root, ...schema] = parquetMetadata(buffer).schema;
    expect(root.num_children).toBe(table.columns.length);
    expect(schema.map(({ name, type }) => [name, type])).toEqual(table.columns.map((c) => [c.name, types[c.type]]));
    for (const [i, element] of schema.entries()) {
      if (table.columns[i].type === 'text') expect(element.converted_type).toBe('UTF8');
      expect(element.repetition_type).toBe('OPTIONAL');
    }
    const read = await parquetReadObjects({ file: buffer });
    const plain = (value: unknown): unknown => (typeof value === 'bigint' ? Number(value) : value);
    expect(read.map((row) => table.columns.map(({ name }) => plain(row[name])))).toEqual(table.rows);
  });

  it('has a metric for each column of its table, and each name once', () => {
    const { columns } = tableOfFile(file);
    expect(new Set(columns.map(({ name }) => name)).size).toBe(columns.length);
    const ids = new Set(metrics.map(({ id }) => id));
    for (const { metric } of columns) expect(ids).toContain(metric);
  });

  it('is Markdown whose tables are whole', () => {
    const lines = (render(file, 'markdown') as string).split('\n');
    expect(lines[0]).toMatch(/^# \S/);
    // Unescaped bars of a table's lines: as many as its head has.
    let bars = 0;
    for (const line of lines) {
      const own = line.startsWith('|') ? [...line.replace(/\\\\/g, '').matchAll(/(?<!\\)\|/g)].length : 0;
      if (own > 0 && bars > 0) expect(own, line).toBe(bars);
      bars = own;
    }
  });
});

describe('unknown values', () => {
  it('are n/a with a reason, and empty or NULL in tables', () => {
    const old = stored('run');
    expect(render(old, 'markdown')).toContain('n/a (not recorded)');
    const { columns, rows: cells } = tableOfFile(old);
    const peak = columns.findIndex(({ name }) => name === 'peak_macs_per_second');
    expect(cells.map((row) => row[peak])).toEqual(cells.map(() => null));
  });

  it('of a refused row are no zeros', () => {
    const { columns, rows: cells } = tableOfFile(run);
    const [refused] = cells.filter((row) => row[columns.findIndex(({ name }) => name === 'rejected_level')] !== null);
    const known = columns.flatMap(({ name }, i) => (refused[i] === null ? [] : [name]));
    const identity = ['chip', 'runtime', 'kernel', 'format', ...Object.keys(rows[0].params)];
    expect(known).toEqual([...identity, 'rejected_level', 'need_bytes', 'have_bytes', 'suggestion']);
    expect(cells.flat()).not.toContain(Number.NaN);
  });
});

describe('names', () => {
  it('every field of a row has a metric, and so has every column of CSV', () => {
    const ids = new Set(metrics.map(({ id }) => id));
    for (const field of Object.keys(simulatedRow.shape)) expect(ids, field).toContain(field);
    const [columns] = tableCsv(tableOfFile(run)).split('\n');
    const parameters = new Set(Object.keys(rows[0].params));
    for (const name of columns.split(',')) {
      if (!parameters.has(name)) expect(metricOfColumn(name), name).toBeDefined();
    }
    expect(metricOfColumn('wait_dram_cycles')?.id).toBe('waits.dram');
    expect(metricOfColumn('__proto__')).toBeUndefined();
  });

  it('every head of a sheet that has a metric uses one that exists', () => {
    const ids = new Set<string>(metrics.map(({ id }) => id));
    for (const file of files) {
      for (const { table } of sheetOf(file).sections) {
        for (const { metric } of table?.heads ?? []) if (metric !== undefined) expect(ids).toContain(metric);
      }
    }
  });
});

describe('a hostile file', () => {
  const script = '<img src=x onerror=alert(1)></script><script>alert(1)</script>|`*_[x](javascript:1)\n# ';

  it.each(files.map((file) => [file.kind, file.version, file] as const))(
    '%s of version %i: no markup',
    (kind, _, file) => {
      const data = poisonedFile(file, script);
      const { document } = parseHTML(render(data, 'html') as string);
      expect([...document.querySelectorAll('script')].map((s) => s.getAttribute('type'))).toEqual(['application/gzip']);
      expect(document.querySelectorAll('img, iframe, [onerror], [src], a[href^="javascript"]')).toHaveLength(0);
      expect(document.querySelector('meta[http-equiv]')?.getAttribute('content')).toContain("default-src 'none'");
      const text = render(data, 'markdown') as string;
      const outside = text.replace(/^(`{3,})text\n[\s\S]*?\n\1$/gm, '');
      expect(outside).not.toMatch(/(?<!\\)[<>[\]]/);
      expect(outside.split('\n').filter((line) => line.startsWith('# '))).toHaveLength(1);
      expect(kind).toBe(file.kind);
    },
  );

  it('keeps its letters in Markdown', () => {
    expect(markdownText('a|b <c> `d` *e* [f](g)\u0000\n\u2028h')).toBe('a\\|b \\<c\\> \\`d\\` \\*e\\* \\[f\\](g) h');
  });
});

function poisonedFile(file: ReportFile, text: string): ReportFile {
  const [{ source, params }] = [{ source: text, params: { [text]: 1 } }];
  if (file.kind !== 'run') return { ...file, data: poisoned(file.data, text) } as ReportFile;
  const hostile = file.data.rows.map((row) => ({
    ...poisoned(row, text),
    params,
    ...(isRejected(row)
      ? {}
      : { bytes: { [text]: 1 }, busy: { [text]: 1 }, resident: { [text]: 1 }, waits: row.waits }),
  }));
  return { ...file, data: { ...file.data, kernel: source, rows: hostile } } as ReportFile;
}
