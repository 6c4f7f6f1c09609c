/** @file A part of the choices, folded away on narrow screens so that results are near. */
import type { ComponentChildren } from 'preact';

const NARROW = '(max-width: 860px)';

interface GroupProps {
  readonly title: string;
  /** Open on narrow screens, too. */
  readonly first?: boolean;
  readonly children: ComponentChildren;
}

export function Group({ title, first = false, children }: GroupProps) {
  return (
    <details class="group" open={first || !matchMedia(NARROW).matches}>
      <summary>{title}</summary>
      <fieldset>
        <legend class="hidden">{title}</legend>
        {children}
      </fieldset>
    </details>
  );
}
