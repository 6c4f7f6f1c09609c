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
