/** @file The chip schema as JSON schema: published for editors, and asked here for the keys and units that a message
 * about a bad chip file should name. */
import { z } from 'zod';
import { chipSchema } from './chipSchema.js';

/** The part of a JSON schema that the messages read. */
export interface SchemaNode {
  readonly properties?: Readonly<Record<string, SchemaNode>>;
  readonly items?: SchemaNode | readonly SchemaNode[];
  readonly anyOf?: readonly SchemaNode[];
  readonly oneOf?: readonly SchemaNode[];
  readonly const?: unknown;
}

/** JSON schema (draft 7, which editors know best) of a chip file as somebody writes it. */
export function chipJsonSchema(): Record<string, unknown> {
  const schema = z.toJSONSchema(chipSchema, { io: 'input', target: 'draft-7' });
  return { ...schema, title: 'onchip chip file' };
}

let root: SchemaNode | undefined;

function alternatives(node: SchemaNode): readonly SchemaNode[] {
  const inner = [...(node.anyOf ?? []), ...(node.oneOf ?? [])];
  return inner.length === 0 ? [node] : inner.flatMap(alternatives);
}

function step(node: SchemaNode, key: PropertyKey): readonly SchemaNode[] {
  if (typeof key === 'number') {
    const { items } = node;
    const item = Array.isArray(items) ? items[key] : items;
    return item === undefined ? [] : [item as SchemaNode];
  }
  const { properties } = node;
  return properties !== undefined && Object.hasOwn(properties, key) ? [properties[key as string]] : [];
}

/** Every schema that a value at `path` may have to meet. */
export function schemasAt(path: readonly PropertyKey[]): readonly SchemaNode[] {
  root ??= chipJsonSchema() as SchemaNode;
  let nodes = alternatives(root);
  for (const key of path) nodes = nodes.flatMap((node) => step(node, key)).flatMap(alternatives);
  return nodes;
}

/** Keys that a mapping at `path` may have; a `kind` in the mapping picks the alternative. */
export function knownKeys(path: readonly PropertyKey[], kind: unknown): readonly string[] {
  const nodes = schemasAt(path).filter((node) => node.properties !== undefined);
  const ofKind = nodes.filter((node) => node.properties?.kind?.const === kind);
  return [...new Set((ofKind.length > 0 ? ofKind : nodes).flatMap((node) => Object.keys(node.properties ?? {})))];
}

/** Unit of the figure at `path`, or undefined when no figure belongs there. */
export function unitAt(path: readonly PropertyKey[]): string | undefined {
  const unit = schemasAt(path).find((node) => node.properties?.unit !== undefined)?.properties?.unit?.const;
  return typeof unit === 'string' ? unit : undefined;
}
