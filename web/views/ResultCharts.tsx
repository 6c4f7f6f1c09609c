/** @file The charts of the page's own rows. */
import { useMemo } from 'preact/hooks';
import { BASE, chartViewOf } from '../charts/chartView.js';
import type { Results } from '../state/rows.js';
import { SpeedCharts } from './SpeedCharts.js';

export function ResultCharts({ results, compared }: { readonly results: Results; readonly compared: boolean }) {
  const view = useMemo(() => chartViewOf(results), [results]);
  if (!results.rows.some((row) => row.outcome.kind === 'done')) return null;
  return <SpeedCharts view={view} base={compared ? BASE : null} />;
}
