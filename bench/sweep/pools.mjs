/** piscina against comlink: the same rows, the same worker code, lanes that take the next rows when they are free. */
import { Worker } from 'node:worker_threads';
import { releaseProxy, wrap } from 'comlink';
import nodeEndpoint from 'comlink/dist/esm/node-adapter.mjs';
import { Piscina } from 'piscina';
import { measured } from './measure.mjs';
import { smallRows } from './rows.mjs';

const piscinaPool = (workers) => {
  const filename = new URL('./piscinaWorker.mjs', import.meta.url).href;
  const pool = new Piscina({ filename, minThreads: workers, maxThreads: workers, atomics: 'disabled' });
  return { call: (name, rows) => pool.run(rows, { name }), close: () => pool.destroy() };
};

const comlinkPool = (workers) => {
  const threads = Array.from({ length: workers }, () => new Worker(new URL('./comlinkWorker.mjs', import.meta.url)));
  const free = threads.map((thread) => wrap(nodeEndpoint(thread)));
  const proxies = [...free];
  return {
    call: async (name, rows) => {
      const proxy = free.pop();
      try {
        return await proxy[name](rows);
      } finally {
        free.push(proxy);
      }
    },
    close: async () => {
      for (const proxy of proxies) proxy[releaseProxy]();
      await Promise.all(threads.map((thread) => thread.terminate()));
    },
  };
};

async function all(pool, name, rows, chunk, workers) {
  let next = 0;
  const lane = async () => {
    while (next < rows.length) {
      const from = next;
      next += chunk;
      await pool.call(name, rows.slice(from, from + chunk));
    }
  };
  await Promise.all(Array.from({ length: workers }, lane));
}

export async function benchPools(rowCount) {
  const rows = smallRows(rowCount);
  for (const [label, make] of [
    ['piscina', piscinaPool],
    ['comlink', comlinkPool],
  ]) {
    for (const workers of [1, 2]) {
      const pool = make(workers);
      await all(pool, 'compute', rows.slice(0, 2000), 100, workers);
      for (const [what, name, chunk] of [
        ['empty call', 'echo', 1],
        ['1 row a call', 'compute', 1],
        ['100 rows a call', 'compute', 100],
      ]) {
        const times = await measured(() => all(pool, name, rows, chunk, workers));
        console.log(times.line(`${label}, ${workers} workers, ${what}`, rows.length));
      }
      await pool.close();
    }
  }
}
