/** @file Open a report by drop or by choice: what every kind of file holds, as sentences, tables and charts. */
import { fileKinds } from '../../src/report/schemas/index.js';
import { sheetOf } from '../../src/report/sheets/index.js';
import { opened, openFile, opening, openProblem } from '../reports/open.js';
import { FileCharts } from './FileCharts.js';
import { SheetView } from './SheetView.js';

export function ReportView() {
  const shown = opened.value;
  return (
    <div class="results">
      <section class="card wide" aria-label="Open a file">
        <div class="controls">
          <label class="file">
            Open a file of onchip
            <input
              type="file"
              accept=".json,application/json"
              onChange={(event) => {
                const [file] = event.currentTarget.files ?? [];
                if (file !== undefined) void openFile(file);
                event.currentTarget.value = '';
              }}
            />
          </label>
          <span class="hint">
            or drop it anywhere on this page. It is read here and sent nowhere. Kinds:{' '}
            {Object.values(fileKinds)
              .map(({ what }) => what)
              .join(', ')}
            .
          </span>
        </div>
        <div role="status" class={openProblem.value === '' ? 'said' : 'wrong'}>
          {openProblem.value || (opening.value ? 'reading' : shown === null ? '' : `${shown.name} is open`)}
        </div>
      </section>
      {shown !== null && <SheetView sheet={sheetOf(shown.file)} charts={<FileCharts file={shown.file} />} />}
    </div>
  );
}
