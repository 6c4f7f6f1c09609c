/** @file A plan as a file to edit: what it is a plan of, and one value for each dimension of the mapping space. */
import { z } from 'zod';
import { EXCHANGED, ORDERS, TILES } from '../choices.js';

export const PLAN_SCHEMA = 'onchip-plan-file/1';

const LARGEST_STAGING = 4;

const product = z
  .strictObject({
    engine: z.string().min(1).meta({ description: "Name of one of the chip's matrix engines" }),
    held: z.enum(['fastest', 'A', 'B']).exactOptional().meta({
      description: 'Loop order of a weight-stationary array: the operand that stays',
    }),
    kSplit: z
      .union([z.literal('fill'), z.int().min(1)])
      .exactOptional()
      .meta({ description: "Lanes that share one output's sum" }),
    tile: z.enum(TILES).exactOptional().meta({ description: 'Rows x columns of the outputs in the accumulators' }),
  })
  .readonly();

export const planSchema = z
  .strictObject({
    $schema: z.string().exactOptional(),
    schema: z.literal(PLAN_SCHEMA),
    kernel: z.string().min(1),
    params: z.record(z.string(), z.int()).readonly(),
    chip: z.string().min(1),
    runtime: z.string().min(1),
    format: z.string().min(1),
    plan: z
      .strictObject({
        units: z.int().min(1).meta({ description: 'Units that the rows are cut over' }),
        order: z.enum(ORDERS).meta({ description: 'Who gets the nearest level' }),
        levels: z
          .record(z.string(), z.string())
          .readonly()
          .meta({ description: 'Level that a tensor is laid into first' }),
        staging: z
          .record(z.string(), z.int().min(0).max(LARGEST_STAGING))
          .readonly()
          .meta({ description: 'Buffers that a streamed input is copied through; 0: read where it lies' }),
        exchanged: z
          .record(z.string(), z.enum(EXCHANGED))
          .readonly()
          .meta({ description: 'Where a gathered buffer lies' }),
        products: z.record(z.string(), product).readonly().meta({ description: 'How each matrix product is computed' }),
      })
      .readonly(),
  })
  .readonly();

export type PlanFile = z.infer<typeof planSchema>;

/** JSON schema (draft 7, which editors know best) of a plan file. */
export function planJsonSchema(): Record<string, unknown> {
  return { ...z.toJSONSchema(planSchema, { io: 'input', target: 'draft-7' }), title: 'onchip: a plan' };
}
