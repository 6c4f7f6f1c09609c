/** @file Peers: SCALE-Sim is run here when Python has it; for what is not installed, the rates of data/peers stand in, and
 * the output says which is which. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const ratesFile = new URL('../../data/peers/simulator_rates.csv', import.meta.url);

/** Rows of data/peers/simulator_rates.csv: { simulator, problem, cycles_per_second, status, source … }. */
export function recordedRates() {
  const [head, ...lines] = readFileSync(ratesFile, 'utf8').trim().split('\n');
  const names = head.split(',');
  const cells = (line) => [...line.matchAll(/("([^"]*)"|[^,]*)(,|$)/g)].map(([, bare, quoted]) => quoted ?? bare);
  return lines.map((line) => Object.fromEntries(names.map((name, i) => [name, cells(line)[i]])));
}

const config = `[general]
run_name = bench
[architecture_presets]
ArrayHeight: 32
ArrayWidth: 32
IfmapSramSzkB: 64
FilterSramSzkB: 64
OfmapSramSzkB: 64
IfmapOffset: 0
FilterOffset: 10000000
OfmapOffset: 20000000
Dataflow: os
Bandwidth: 10
MemoryBanks: 1
[run_presets]
InterfaceBandwidth: CALC
`;

/** SCALE-Sim on a GEMM (32x32, output-stationary, no bandwidth limit): its cycles and seconds, or undefined without it. */
export function runScaleSim({ m, n, k }) {
  if (spawnSync('python3', ['-c', 'import scalesim'], { stdio: 'ignore' }).status !== 0) return undefined;
  const folder = mkdtempSync(join(tmpdir(), 'scale-sim-'));
  try {
    writeFileSync(join(folder, 'bench.cfg'), config);
    writeFileSync(join(folder, 'gemm.csv'), `Layer,M,N,K,\ngemm,${m},${n},${k},\n`);
    const args = ['-m', 'scalesim.scale', '-c', 'bench.cfg', '-t', 'gemm.csv', '-i', 'gemm', '-p', folder];
    const start = performance.now();
    const { status, stdout } = spawnSync('python3', args, { cwd: folder, encoding: 'utf8' });
    const seconds = (performance.now() - start) / 1000;
    const cycles = Number(/Compute cycles: (\d+)/.exec(stdout)?.[1]);
    return status === 0 && Number.isFinite(cycles) ? { cycles, seconds } : undefined;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
