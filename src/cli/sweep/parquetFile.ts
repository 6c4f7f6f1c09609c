/** @file rows.parquet, written in row groups as rows come. Whole numbers are INT64, others DOUBLE, names UTF-8 strings; what a
 * row does not have is NULL. */
import { renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileWriter, ParquetWriter, schemaFromColumnData } from 'hyparquet-writer';
import type { SweepColumn } from '../../report/sweep/columns.js';
import type { SweepRow } from '../../study/sweep/row.js';
import { partName, writing } from './partFile.js';

const ROWS_A_GROUP = 20_000;
const TYPES = { text: 'STRING', whole: 'INT64', real: 'DOUBLE' } as const;

type Cell = string | number | bigint | null;

export class ParquetFile {
  readonly #path: string;
  readonly #part: string;
  readonly #columns: readonly SweepColumn[];
  readonly #writer: ParquetWriter;
  #cells: Cell[][];
  #rows = 0;

  constructor(folder: string, name: string, columns: readonly SweepColumn[]) {
    this.#path = join(folder, name);
    this.#part = join(folder, partName(name));
    this.#columns = columns;
    this.#cells = columns.map(() => []);
    this.#writer = writing(this.#path, () => {
      const schema = schemaFromColumnData({ columnData: this.#data() });
      return new ParquetWriter({ writer: fileWriter(this.#part), schema, createdBy: 'onchip' });
    });
  }

  add(row: SweepRow): void {
    this.#columns.forEach(({ of, type }, i) => {
      const value = of(row);
      this.#cells[i].push(type === 'whole' && typeof value === 'number' ? BigInt(value) : value);
    });
    if (++this.#rows === ROWS_A_GROUP) this.#flush();
  }

  finish(): void {
    this.#flush();
    writing(this.#path, () => {
      this.#writer.finish();
      renameSync(this.#part, this.#path);
    });
  }

  abandon(): void {
    rmSync(this.#part, { force: true });
  }

  #flush(): void {
    if (this.#rows > 0) {
      writing(this.#path, () => {
        this.#writer.write({ columnData: this.#data(), rowGroupSize: ROWS_A_GROUP });
      });
    }
    this.#cells = this.#columns.map(() => []);
    this.#rows = 0;
  }

  #data() {
    return this.#columns.map(({ name, type }, i) => ({
      name,
      type: TYPES[type],
      nullable: true,
      data: this.#cells[i],
    }));
  }
}
