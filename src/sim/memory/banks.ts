/** @file Scratchpad banks: words lie in banks in turn; lanes that want different words of one bank wait for each other. */

/**
 * Cycles that one access of a warp takes: the largest number of different words that fall into one bank. Lanes that read
 * the same word share it (broadcast).
 * @param addresses byte address of each lane
 */
export function bankConflictDegree(addresses: readonly number[], banks: number, bankBytes: number): number {
  const words = new Set(addresses.map((address) => Math.floor(address / bankBytes)));
  const perBank = new Map<number, number>();
  let most = 0;
  for (const word of words) {
    const bank = word % banks;
    const count = (perBank.get(bank) ?? 0) + 1;
    perBank.set(bank, count);
    if (count > most) most = count;
  }
  return most;
}

function gcd(a: number, b: number): number {
  return b === 0 ? a : gcd(b, a % b);
}

/** Degree of `lanes` lanes that read words `strideWords` apart: lanes / (banks they can reach), at least 1. */
export function stridedConflictDegree(strideWords: number, lanes: number, banks: number): number {
  if (strideWords === 0) return 1;
  return Math.max(1, Math.ceil(lanes / (banks / gcd(strideWords, banks))));
}

/**
 * Passes of one strided access of a warp, elements of any power-of-two size: elements wider than a bank go in groups of
 * lanes that fill the banks once; lanes whose narrow elements lie in one word share it.
 * @param strideBytes between neighbouring lanes: a multiple of the wider of element and bank, or, for elements narrower
 * than a bank, a divisor of it; throws for others
 */
export function stridedPasses(
  strideBytes: number,
  elementBytes: number,
  lanes: number,
  banks: number,
  bankBytes: number,
): number {
  const words = Math.max(1, elementBytes / bankBytes);
  const grain = words * bankBytes;
  const narrow = words === 1 && bankBytes % strideBytes === 0;
  if (strideBytes % grain !== 0 && !narrow)
    throw new Error(`a stride of ${strideBytes} B is neither a multiple of ${grain} B nor a divisor of a bank`);
  const groups = Math.min(words, lanes);
  const perGroup = Math.ceil(lanes / groups);
  if (strideBytes % grain === 0)
    return groups * stridedConflictDegree(strideBytes / grain, perGroup, Math.max(1, banks / words));
  return Math.max(1, Math.ceil((lanes * strideBytes) / (bankBytes * banks)));
}
