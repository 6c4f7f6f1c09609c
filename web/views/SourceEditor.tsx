/** @file A text field for code: numbered lines, the line of a mistake marked, a new line begins under the one above. Tab
 * moves on, as everywhere: nobody is caught in the field. */
import { useRef } from 'preact/hooks';

interface SourceEditorProps {
  readonly text: string;
  /** 1-based; null: none. */
  readonly wrongLine: number | null;
  readonly onChange: (text: string) => void;
  readonly onRun: () => void;
}

export function SourceEditor({ text, wrongLine, onChange, onRun }: SourceEditorProps) {
  const numbers = useRef<HTMLOListElement>(null);
  const lines = text.split('\n').length;
  const onKeyDown = (event: KeyboardEvent & { readonly currentTarget: HTMLTextAreaElement }): void => {
    if (event.key !== 'Enter') return;
    event.preventDefault();
    if (event.ctrlKey || event.metaKey) onRun();
    else onChange(lineAdded(event.currentTarget));
  };
  return (
    <div class="editor">
      <ol ref={numbers} aria-hidden="true">
        {Array.from({ length: lines }, (_, i) => (
          <li key={i} class={i + 1 === wrongLine ? 'bad' : ''}>
            {i + 1}
          </li>
        ))}
      </ol>
      <textarea
        class="code"
        aria-label="Kernel in TypeScript"
        spellcheck={false}
        autocomplete="off"
        autocapitalize="off"
        wrap="off"
        rows={30}
        value={text}
        onInput={(event) => onChange(event.currentTarget.value)}
        onKeyDown={onKeyDown}
        onScroll={(event) => {
          if (numbers.current !== null) numbers.current.scrollTop = event.currentTarget.scrollTop;
        }}
      />
    </div>
  );
}

/** Puts a line end in, with the indentation of the line before, as the browser's own undoable edit. */
function lineAdded(area: HTMLTextAreaElement): string {
  const { value, selectionStart, selectionEnd } = area;
  const line = value.slice(value.lastIndexOf('\n', selectionStart - 1) + 1, selectionStart);
  const added = `\n${/^ */.exec(line)?.[0] ?? ''}`;
  area.setRangeText(added, selectionStart, selectionEnd, 'end');
  return area.value;
}
