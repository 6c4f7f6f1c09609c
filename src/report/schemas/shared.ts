/** @file Pieces that the schemas of several kinds of report share. */
import { z } from 'zod';
import { timeReasons, type WaitReason } from '../../sim/waits.js';

export const waitReasons = timeReasons.filter((reason): reason is WaitReason => reason !== 'work');
export const range = z.tuple([z.number(), z.number()]).readonly();
export const count = z.number().min(0);
export const numbers = z.record(z.string(), z.number()).readonly();
export const known = z
  .union([z.number(), z.strictObject({ na: z.string() }).readonly()])
  .meta({ description: 'A number, or the reason why there is none' });

/** What every file but the main report begins with. */
export const versionText = z.string().meta({ description: 'Version of onchip that made it' });
