/** @file Limits and defaults that the commands of a sweep share. */

export const MOST_WORKERS = 1024;
/** A week. */
export const LARGEST_LIMIT_SECONDS = 604_800;
export const DEFAULT_LIMIT_SECONDS = 600;
export const DEFAULT_HEAP_MIB = 2048;
