/** @file Starts the page. */
import { render } from 'preact';
import { takeDrops } from '../reports/open.js';
import { tieToAddress } from '../state/page.js';
import { followChoices } from '../state/rows.js';
import { App } from './App.js';

const place = document.getElementById('page');
if (place !== null) {
  tieToAddress();
  followChoices();
  takeDrops();
  place.replaceChildren();
  render(<App />, place);
}
