/** @file Connections to Redis or Valkey. At the start a server that is not there is an error; later it is waited for, and said
 * once. ioredis and bullmq are loaded here alone, so that no other command pays for them. */
import type { Redis } from 'ioredis';
import { InputError } from '../../../numerics/errors.js';
import type { QueueAddress } from './address.js';

const CONNECT_MS = 5000;
const LONGEST_PAUSE_MS = 2000;

/** A client that is connected. Throws InputError when that does not work at once: nobody there, wrong password, no TLS. */
export async function connect(address: QueueAddress): Promise<Redis> {
  await probe(address);
  const { Redis: Client } = await import('ioredis');
  // null: commands wait for the server to come back instead of failing. bullmq asks for it, too.
  const client = new Client(address.url, {
    maxRetriesPerRequest: null,
    retryStrategy: (attempt: number) => Math.min(100 * attempt, LONGEST_PAUSE_MS),
  });
  // What is wrong is said by ReconnectNotes; without a listener it would end the process.
  client.on('error', () => {});
  return client;
}

async function probe({ url, shown }: QueueAddress): Promise<void> {
  const { Redis: Client } = await import('ioredis');
  const client = new Client(url, {
    lazyConnect: true,
    connectTimeout: CONNECT_MS,
    maxRetriesPerRequest: 0,
    retryStrategy: () => null,
  });
  let last = '';
  client.on('error', (error: Error) => {
    last = plainReason(error);
  });
  try {
    await client.connect();
    await client.ping();
  } catch (error) {
    const found = last === '' ? plainReason(error as Error) : last;
    throw new InputError({ where: `--queue ${shown}`, expected: 'a Redis or Valkey server', found });
  } finally {
    client.disconnect();
  }
}

/** One line without the address: it may have the password in it. */
function plainReason({ message, code }: NodeJS.ErrnoException): string {
  if (code === 'ECONNREFUSED') return 'nobody who answers there (ECONNREFUSED)';
  if (code === 'ENOTFOUND') return 'no machine of that name (ENOTFOUND)';
  if (/WRONGPASS/.test(message)) return 'that it refuses the user name or password';
  if (/NOAUTH/.test(message)) return 'that it asks for a password';
  return code ?? message.replace(/rediss?:\/\/\S+/g, 'the address');
}

/** Says once when the server has gone and once when it is back; `onBack` is called then. `lostFor`: seconds without it. */
export class ReconnectNotes {
  #lostSince: number | null = null;
  #over = false;

  constructor(client: Redis, shown: string, onBack: () => void) {
    client.on('close', () => {
      if (this.#over || this.#lostSince !== null) return;
      this.#lostSince = performance.now();
      process.stderr.write(`onchip: ${shown} has gone; trying again, nothing is lost\n`);
    });
    client.on('ready', () => {
      if (this.#lostSince === null) return;
      this.#lostSince = null;
      process.stderr.write(`onchip: ${shown} is back\n`);
      onBack();
    });
  }

  /** What happens to the connection from here on is wanted. */
  end(): void {
    this.#over = true;
  }

  lostForSeconds(): number {
    return this.#lostSince === null ? 0 : (performance.now() - this.#lostSince) / 1000;
  }
}
