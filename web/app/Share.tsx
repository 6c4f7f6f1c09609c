/** @file A link that restores what is on the screen. */
import { useSignal } from '@preact/signals';
import { linkNow } from '../state/page.js';

export function Share() {
  const said = useSignal('');
  const copy = async (): Promise<void> => {
    history.replaceState(null, '', linkNow());
    try {
      await navigator.clipboard.writeText(linkNow());
      said.value = 'link copied';
    } catch {
      said.value = 'the link is in the address bar';
    }
  };
  return (
    <>
      <span role="status" class="said">
        {said.value}
      </span>
      <button type="button" onClick={copy}>
        Copy link
      </button>
    </>
  );
}
