/** @file The address of the queue: `redis://` or, with TLS, `rediss://`, with user name and password in it. They are passed to
 * the client and shown nowhere: messages have host and port alone. */
import { InputError } from '../../../numerics/errors.js';

/** Environment variable for an address that should not stand in a list of processes. */
export const QUEUE_VARIABLE = 'ONCHIP_QUEUE';

export interface QueueAddress {
  readonly url: string;
  /** For messages. */
  readonly shown: string;
}

/** `given`: text of --queue, or true when it stands alone. Throws InputError that does not repeat what was given. */
export function queueAddress(given: string | true): QueueAddress {
  const text = given === true ? (process.env[QUEUE_VARIABLE] ?? '') : given;
  const where = given === true ? QUEUE_VARIABLE : '--queue';
  const expected = 'redis://host:6379 or, with TLS, rediss://user:password@host:6380';
  if (text === '') throw new InputError({ where, expected, found: 'nothing' });
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url === null || !['redis:', 'rediss:'].includes(url.protocol) || url.hostname === '') {
    throw new InputError({ where, expected, found: 'an address of another kind' });
  }
  if (!/^(\/\d{0,4})?$/.test(url.pathname)) {
    throw new InputError({
      where,
      expected: 'the number of a database behind the port, e.g. /0',
      found: 'another path',
    });
  }
  return { url: text, shown: `${url.protocol}//${url.hostname}:${url.port || '6379'}` };
}
