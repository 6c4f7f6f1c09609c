/** Wall time and processor time of some work. The latter counts all threads of this process and none of its neighbours: on a
 * machine that does other things, too, it is the figure to trust. */

const REPEATS = 2;

/** Best of a few. */
export async function measured(work, repeats = REPEATS) {
  const best = { wall: Number.POSITIVE_INFINITY, cpu: Number.POSITIVE_INFINITY };
  for (let i = 0; i < repeats; i++) {
    const [began, used] = [performance.now(), process.cpuUsage()];
    await work();
    const { user, system } = process.cpuUsage(used);
    best.wall = Math.min(best.wall, (performance.now() - began) / 1e3);
    best.cpu = Math.min(best.cpu, (user + system) / 1e6);
  }
  return {
    ...best,
    line: (what, count) =>
      `${what.padEnd(48)} ${perSecond(count / best.wall)} rows/s  ${perSecond(count / best.cpu)} rows/s of processor  ${((best.cpu / count) * 1e6).toFixed(0).padStart(6)} µs a row`,
  };
}

export const perSecond = (rate) => Math.round(rate).toLocaleString('en-GB').padStart(9);
