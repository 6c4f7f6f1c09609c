/** @file A user's own chip from the text of a YAML or JSON file. Strict: whatever is not understood is refused with
 * the file, the path inside it, what was expected, what was found. The caller reads the file. */
import { checkChip } from './chipChecks.js';
import { chipIssueError } from './chipIssue.js';
import { type ChipSpec, chipSchema } from './chipSchema.js';
import { readChipText } from './chipText.js';

/**
 * Chip of `text`; `file` is the name for messages, and `.json` at its end asks for strict JSON.
 * Throws `InputError`, always one line.
 */
export function parseChipFile(text: string, file: string): ChipSpec {
  const data = readChipText(text, file);
  const parsed = chipSchema.safeParse(data);
  if (!parsed.success) throw chipIssueError(parsed.error.issues, data, file);
  return checkChip(parsed.data, file);
}
