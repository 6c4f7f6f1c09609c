/** @file What comes back from an author's worker is his to forge: it is held to its form before the page shows it. */
import { z } from 'zod';
import { runRow } from '../../src/report/schemas/row.js';
import type { Outcome } from '../engine/job.js';

const text = z.string().max(10_000);
const outcome = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('done'), row: runRow }),
  z.object({ kind: z.literal('rejected'), row: runRow }),
  z.object({ kind: z.literal('refused'), message: text }),
  z.object({ kind: z.literal('failed'), message: text }),
]);

const whole = z.int();
const description = z.union([
  z.object({ problem: text }),
  z.object({
    name: text,
    title: text,
    checked: z.boolean(),
    params: z.record(z.string(), z.object({ default: z.union([whole, text]), min: whole, max: whole, doc: text })),
  }),
]);

const wrong = (what: string): Error => new Error(`the kernel answered with ${what} that is none`);

export function checkedOutcome(reply: unknown): Outcome {
  const { success, data } = outcome.safeParse(reply);
  const fits = success && ('row' in data ? 'rejected' in data.row === (data.kind === 'rejected') : true);
  if (!fits) throw wrong('a row');
  return data as Outcome;
}

export function checkedDescription(reply: unknown): z.infer<typeof description> {
  const { success, data } = description.safeParse(reply);
  if (!success) throw wrong('a description');
  return data;
}
