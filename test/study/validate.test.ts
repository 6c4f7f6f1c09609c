import { describe, expect, it } from 'vitest';
import { InputError } from '../../src/numerics/errors.js';
import { chip } from '../../src/sim/chips/index.js';
import { runValidate, validateRows } from '../../src/study/validate.js';

const header = 'op,hidden,batch,timesteps,precision,direction,time_ms';
const good = 'lstm,512,16,25,fp32,fwd,1.27';
const gemmHeader = 'm,n,k,a_transpose,b_transpose,precision,time_ms';
const xp = chip('titan-xp');
const run = (text: string, skipBad = false) => validateRows(text, 'mine.csv', xp, 'cudnn-6', { skipBad });

function message(text: string, target = xp, runtime = 'cudnn-6'): string {
  try {
    validateRows(text, 'mine.csv', target, runtime);
  } catch (error) {
    expect(error).toBeInstanceOf(InputError);
    return (error as InputError).message;
  }
  throw new Error('was accepted');
}

describe('validate', () => {
  it('answers every row with its own columns, in order', () => {
    const result = run(`${header},note\n${good},first\nvanilla,1760,32,50,fp32,bwd_data,10,"a, b"\n`);
    expect(result.rows).toHaveLength(2);
    const [first, second] = result.rows;
    expect(first).toMatchObject({ op: 'lstm', hidden: 512, time_ms: 1.27, note: 'first', measuredMs: 1.27, line: 2 });
    expect(second).toMatchObject({ op: 'vanilla', note: 'a, b', line: 3 });
    for (const row of result.rows) {
      expect(row.predictedMs).toBeGreaterThan(0);
      expect(row.ratio).toBeCloseTo(row.predictedMs / row.measuredMs, 12);
      expect(row.boundBy).toMatch(/^(math|shared|latency|l2|dram|launch)$/);
      expect(row.mapping).toMatch(/blocks/);
    }
    expect(result.summary.n).toBe(2);
    expect(result.worst).toHaveLength(2);
  });

  it('reads GEMM tables, Windows line ends, a byte-order mark and blank lines', () => {
    const result = run(`\uFEFF${gemmHeader}\r\n1760,16,1760,N,T,fp32,0.05\r\n\r\n`);
    expect(result.rows[0]).toMatchObject({ m: 1760, a_transpose: 'N', line: 2 });
  });

  it('the prediction does not depend on the measured time', () => {
    const predicted = (ms: number) => run(`${header}\nlstm,512,16,25,fp32,fwd,${ms}\n`).rows[0]!.predictedMs;
    expect(predicted(1)).toBe(predicted(100));
  });
});

describe('bad tables', () => {
  it.each([
    ['', /mine\.csv: expected a CSV table.*empty file/],
    ['\n\n', /empty file/],
    [`${header}\n`, /mine\.csv:2: expected at least one row/],
    ['op,hidden,batch,timesteps,precision,direction\nlstm,1,1,1,fp32,fwd', /mine\.csv:1.*missing: time_ms/],
    ['m,n,k,precision,time_ms\n1,1,1,fp32,1', /missing: a_transpose, b_transpose/],
    [`${header},op\n${good},x`, /'op' twice/],
    [`${header}\n${good}\nlstm,512,16,25,fp32,fwd,0`, /mine\.csv:3 column time_ms: expected a time.*found '0'/],
    [`${header}\nlstm,512,16,25,fp32,fwd,-2`, /mine\.csv:2 column time_ms.*'-2'/],
    [`${header}\nlstm,512,16,25,fp32,fwd,`, /mine\.csv:2 column time_ms.*nothing/],
    [`${header}\nlstm,512,16,25,fp32,fwd,NaN`, /'NaN'/],
    [`${header}\nlstm,512,16,25,fp32,fwd,Infinity`, /'Infinity'/],
    [`${header}\nlstm,0,16,25,fp32,fwd,1`, /column hidden: expected a whole number above 0, found '0'/],
    [`${header}\nlstm,51.5,16,25,fp32,fwd,1`, /column hidden.*'51.5'/],
    [
      `${header}\ntransformer,512,16,25,fp32,fwd,1`,
      /column op: expected one of vanilla, gru, lstm, found 'transformer'/,
    ],
    [`${header}\nlstm,512,16,25,fp12,fwd,1`, /column precision.*'fp12'/],
    [`${header}\nlstm,512,16,25,fp32,sideways,1`, /column direction/],
    [`${header}\nlstm,512,16,25,fp32in_tensorcore,fwd,1`, /mine\.csv:2 column precision/],
    [`${gemmHeader}\n16,16,16,X,N,fp32,1`, /column a_transpose: expected one of n, t, found 'X'/],
    [`${header}\nlstm,512,16\n${good}`, /mine\.csv:2: expected 7 fields, found 3/],
    [`${header}\n"lstm,512,16,25,fp32,fwd,1`, /closing quote/],
  ])('%j', (text, pattern) => {
    expect(message(text)).toMatch(pattern);
    expect(message(text)).not.toContain('\n');
  });

  it('mixed devices', () => {
    const text = `device,${header}\ntitan-xp,${good}\ntitan-v,${good}\n`;
    expect(message(text)).toMatch(/mine\.csv:3 column device: expected 'titan-xp' as in line 2, found 'titan-v'/);
  });

  it('counts the other bad rows', () => {
    expect(message(`${header}\n${good}\nx,1,1,1,fp32,fwd,1\nlstm,1,1,1,fp32,fwd,0\n`)).toMatch(
      /1 more bad row; --skip-bad/,
    );
  });

  it('--skip-bad keeps the good rows and lists the bad ones with line and reason', () => {
    const result = run(`${header}\n${good}\nx,1,1,1,fp32,fwd,1\n${good}\nlstm,2\n`, true);
    expect(result.rows.map((row) => row.line)).toEqual([2, 4]);
    expect(result.skipped.map((s) => s.line)).toEqual([3, 5]);
    expect(result.skipped[0]!.reason).toMatch(/column op/);
  });

  it('--skip-bad still refuses a table without one good row', () => {
    expect(() => run(`${header}\nx,1,1,1,fp32,fwd,1\n`, true)).toThrow(/column op/);
  });

  it('a chip that is no GPU, and a runtime without data', () => {
    expect(message(`${header}\n${good}`, chip('nnp-t1000'), 'native')).toMatch(/nnp-t1000.*gpu/);
    expect(message(`${header}\n${good}`, chip('v100'), 'cudnn-6')).toMatch(
      /runtime on volta: expected one of cudnn-7\.0/,
    );
    expect(() =>
      runValidate({ chip, data: { text: header, file: 'a.csv', chip: 'titan-zz', runtime: 'cudnn-6' } }),
    ).toThrow(/titan-zz/);
  });
});
