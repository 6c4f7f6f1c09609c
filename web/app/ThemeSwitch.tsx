/** @file Light or dark: the system's choice until the reader takes another, which this browser keeps. */
import { effect, signal } from '@preact/signals';
import { Select } from './Select.js';

const KEY = 'onchip-theme';
const themes = ['system', 'light', 'dark'] as const;
type Theme = (typeof themes)[number];

const isTheme = (text: string | null): text is Theme => themes.some((t) => t === text);

/** Browsers may refuse to keep anything. */
function kept(): Theme {
  try {
    const before = localStorage.getItem(KEY);
    return isTheme(before) ? before : 'system';
  } catch {
    return 'system';
  }
}

const theme = signal<Theme>(kept());

effect(() => {
  const { dataset } = document.documentElement;
  if (theme.value === 'system') delete dataset.theme;
  else dataset.theme = theme.value;
  try {
    if (theme.value === 'system') localStorage.removeItem(KEY);
    else localStorage.setItem(KEY, theme.value);
  } catch {
    // It holds for this visit.
  }
});

export function ThemeSwitch() {
  return (
    <Select
      label="Colours"
      hideLabel
      value={theme.value}
      options={themes}
      names={{ system: 'system colours' }}
      onChange={(value) => {
        if (isTheme(value)) theme.value = value;
      }}
    />
  );
}
