/** @file The page's state as signals, and the one place that writes it to the address. */
import { batch, effect, signal } from '@preact/signals';
import { defaultState, type PageState } from './choices.js';
import { linkOf, stateOf } from './link.js';

export const view = signal(defaultState.view);
export const choices = signal(defaultState.choices);
export const training = signal(defaultState.training);
export const source = signal(defaultState.source);
export const sourceParams = signal(defaultState.sourceParams);

/** What the user should know: a link that was refused, a link that was copied. */
export const notice = signal('');

const currentState = (): PageState => ({
  view: view.value,
  choices: choices.value,
  training: training.value,
  source: source.value,
  sourceParams: sourceParams.value,
});

/** Changes some of the choices. */
export function choose(changed: Partial<typeof choices.value>): void {
  choices.value = { ...choices.value, ...changed };
}

function restore(state: PageState): void {
  batch(() => {
    view.value = state.view;
    choices.value = state.choices;
    training.value = state.training;
    source.value = state.source;
    sourceParams.value = state.sourceParams;
  });
}

/** Takes the state of the address; one that is not understood changes nothing and says why. */
function readAddress(): void {
  try {
    restore(stateOf(location.hash.slice(1)));
    notice.value = '';
  } catch (error) {
    notice.value = `This link was not opened. ${error instanceof Error ? error.message : String(error)}`;
  }
}

/** Browsers limit how often an address may change. */
const WRITE_AFTER_MS = 300;

/** The whole address, with the state of this moment. */
export function linkNow(): string {
  const link = linkOf(currentState());
  return `${location.href.replace(/#.*$/, '')}${link === '' ? '' : `#${link}`}`;
}

/** Reads the address, and keeps it up to date from then on. */
export function tieToAddress(): void {
  readAddress();
  let timer: number | undefined;
  let first = true;
  effect(() => {
    linkOf(currentState());
    if (first) {
      first = false;
      return;
    }
    clearTimeout(timer);
    timer = window.setTimeout(() => history.replaceState(null, '', linkNow()), WRITE_AFTER_MS);
  });
  addEventListener('hashchange', readAddress);
}
