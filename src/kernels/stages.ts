/** @file Stages as an author names them: how many units each gets, and which statements may touch which tensors. */
import { type Statement, tilesOf } from './graph.js';
import type { KernelTensor, Stage } from './handles.js';

export interface StageOptions {
  /** So many units. */
  readonly units?: number;
  /** This share of the chip's units. Neither: an equal share of what the other stages leave. */
  readonly share?: number;
}

export interface StageProblem {
  readonly expected: string;
  readonly found: string;
}

/** A share that is a rounding error above the whole. */
const WHOLE = 1 + 1e-9;

/** The next stage of a kernel, or what is wrong with it. */
export function newStage(known: readonly Stage[], name: string, { units, share }: StageOptions): Stage | StageProblem {
  if (known.some((s) => s.name === name)) return { expected: 'a new name', found: 'a second one' };
  if (units !== undefined && share !== undefined) {
    return { expected: 'units or a share', found: `units ${units} and share ${share}` };
  }
  if (units !== undefined && !(Number.isInteger(units) && units > 0)) {
    return { expected: 'a whole number of units from 1', found: String(units) };
  }
  const left = 1 - known.reduce((sum, s) => sum + (s.share ?? 0), 0);
  if (share !== undefined && !(share > 0 && share <= left * WHOLE)) {
    return {
      expected: `a share above 0, at most the ${left.toPrecision(3)} that other stages leave`,
      found: String(share),
    };
  }
  const asked = units === undefined ? (share === undefined ? {} : { share }) : { units };
  return { id: known.length, name, ...asked };
}

export interface BarrierOptions {
  readonly label?: string;
  /** local: the units of the stage around the statement. Default global: all units. */
  readonly scope?: 'global' | 'local';
  /** Of a local barrier: a second stage whose units meet those of the first. */
  readonly with?: Stage;
}

/** Stages whose units meet in a barrier; none: all units. */
export function barrierStages(
  { scope = 'global', with: other }: BarrierOptions,
  stage: Stage | null,
): { readonly stages?: readonly number[] } | StageProblem {
  if (scope === 'global') {
    return other === undefined
      ? {}
      : { expected: "scope 'local' for a barrier of two stages", found: "scope 'global'" };
  }
  if (stage === null) return { expected: 'a local barrier inside a stage (k.on)', found: 'one outside' };
  if (other?.id === stage.id) return { expected: 'another stage to meet', found: `'${stage.name}' itself` };
  return { stages: other === undefined ? [stage.id] : [stage.id, other.id] };
}

/** What lies off the units and is not cut belongs to nobody. */
function needsStage({ shard, residency, role }: KernelTensor): boolean {
  if (shard !== 'replicated' || residency === 'pinned') return true;
  return residency === 'streamed' && role === 'input';
}

const text = (tensor: KernelTensor): string =>
  `${tensor.name} of ${tensor.stage === undefined ? 'no stage' : `stage '${tensor.stage.name}'`}`;

/** Stages whose units run a statement, or why they cannot. Loops and launches are not run by units. */
export function stageMismatch(
  s: Statement,
  stage: Stage | null,
  all: readonly Stage[],
): { readonly stages?: readonly number[] } | StageProblem {
  if (s.kind === 'repeat' || s.kind === 'launch' || all.length === 0) return {};
  if (s.kind === 'barrier') return s.stages === undefined ? {} : { stages: s.stages };
  const tensors = tilesOf(s).map((tile) => tile.tensor);
  if (s.kind === 'exchange') {
    const stages = [...new Set(tensors.flatMap((t) => (t.stage === undefined ? [] : [t.stage.id])))];
    const stranger = stage !== null && !stages.includes(stage.id);
    if (stranger) return { expected: `a tensor of stage '${stage.name}'`, found: tensors.map(text).join(', ') };
    return stages.length === 0 ? {} : { stages };
  }
  const wrong = tensors.find((t) => t.stage?.id !== stage?.id && (t.stage !== undefined || needsStage(t)));
  if (wrong === undefined) return stage === null ? {} : { stages: [stage.id] };
  const expected = stage === null ? `a statement in k.on(${wrong.stage?.name})` : `tensors of stage '${stage.name}'`;
  return { expected, found: text(wrong) };
}
