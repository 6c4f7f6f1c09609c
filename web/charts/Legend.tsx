/** @file What the colours of a chart mean, with the definition of each. */
import { reasonMeaning, type TimeReason } from '../../src/sim/waits.js';

export function Legend({ reasons }: { readonly reasons: readonly TimeReason[] }) {
  return (
    <ul class="key">
      {reasons.map((reason) => (
        <li key={reason} title={reasonMeaning[reason]}>
          <i class={`swatch t-${reason}`} />
          {reason}
        </li>
      ))}
    </ul>
  );
}
