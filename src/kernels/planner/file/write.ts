/** @file A plan as the text of a file, with the values that each dimension may have beside it. */
import { Document, isMap, isScalar } from 'yaml';
import type { Target } from '../../../sim/target.js';
import type { Params } from '../../kernel.js';
import type { PlanChoices } from '../choices.js';
import { type Dimension, type DimensionKind, dimensionMeaning, type MappingSpace } from '../space.js';
import { PLAN_SCHEMA, type PlanFile } from './schema.js';

const MOST_VALUES = 12;

export function planFileOf(kernel: string, params: Params, target: Target, choices: PlanChoices): PlanFile {
  const { chip, runtime, format } = target;
  const subject = { kernel, params, chip: chip.name, runtime: runtime.name, format: format.name };
  return { schema: PLAN_SCHEMA, ...subject, plan: choices };
}

/** YAML that `parsePlanFile` reads again; `head`: comment lines at the top. */
export function planFileText(plan: PlanFile, { dimensions }: MappingSpace, head: readonly string[] = []): string {
  const document = new Document(plan, { aliasDuplicateObjects: false });
  for (const kind of Object.keys(dimensionMeaning) as DimensionKind[]) {
    const pair = planMap(document).items.find(({ key }) => isScalar(key) && key.value === kind);
    if (pair !== undefined && isScalar(pair.key)) pair.key.commentBefore = ` ${dimensionMeaning[kind]}`;
  }
  for (const d of dimensions) {
    const node = document.getIn(d.name === '' ? ['plan', d.kind] : ['plan', d.kind, d.name], true);
    if (isScalar(node)) node.comment = ` ${valuesText(d)}`;
    else if (isMap(node)) node.flow = true;
  }
  const lines = head.map((line) => `# ${line}\n`).join('');
  return `${lines}${document.toString({ lineWidth: 0, flowCollectionPadding: true })}`;
}

function planMap(document: Document): { readonly items: readonly { readonly key: unknown }[] } {
  const node = document.get('plan');
  if (!isMap(node)) throw new Error('a plan file without a plan');
  return node;
}

/** `of 24, 23, 12, 6 …` */
export function valuesText({ values }: Dimension): string {
  const shown = values.slice(0, MOST_VALUES).map(String).join(', ');
  return `of ${shown}${values.length > MOST_VALUES ? ', …' : ''}`;
}
