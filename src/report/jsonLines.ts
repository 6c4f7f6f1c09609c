/** @file JSON that line tools can compare: one member a line, one entry of a list a line. */

/** Text of an object, with a line end. */
export function jsonLines(value: object): string {
  const parts = Object.entries(value).map(([key, member]) => `${JSON.stringify(key)}: ${block(member)}`);
  return `{\n${parts.join(',\n')}\n}\n`;
}

function block(value: unknown): string {
  if (!Array.isArray(value) || value.length === 0) return JSON.stringify(value);
  return `[\n${value.map((entry) => `  ${JSON.stringify(entry)}`).join(',\n')}\n]`;
}
