import { parentPort } from 'node:worker_threads';
import { expose } from 'comlink';
import nodeEndpoint from 'comlink/dist/esm/node-adapter.mjs';
import { makeCompute } from './rows.mjs';

expose({ compute: makeCompute(), echo: (rows) => rows.length }, nodeEndpoint(parentPort));
