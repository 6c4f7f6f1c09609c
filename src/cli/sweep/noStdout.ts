/** @file Results alone go to stdout: what an author's code prints in a worker thread goes to stderr. */

/** From here on, in this thread. */
export function noStdout(): void {
  process.stdout.write = process.stderr.write.bind(process.stderr) as typeof process.stdout.write;
}
