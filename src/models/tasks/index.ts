/** @file Tasks by name. */
import { InputError } from '../../numerics/errors.js';
import { didYouMean } from '../../numerics/nearestNames.js';
import { mackeyGlassTask } from './mackeyGlass.js';
import { addingTask, copyTask } from './memory.js';
import { reberTask } from './reber.js';
import type { Task, TaskSizes } from './task.js';
import { textTask } from './text.js';

export type { Metric, Task, TaskSizes } from './task.js';

export const taskNames = ['char', 'word', 'copy', 'adding', 'reber', 'mackey-glass'] as const;
export type TaskName = (typeof taskNames)[number];

export interface TaskText {
  readonly text: string;
  readonly name: string;
  readonly maxSymbols?: number;
}

/** The task's data. Throws InputError for an unknown name, a text that is missing or shorter than one batch. */
export function taskNamed(name: string, sizes: TaskSizes, text?: TaskText): Task {
  switch (taskName(name)) {
    case 'char':
    case 'word': {
      if (text === undefined) throw new InputError({ where: `task ${name}`, expected: 'a text', found: 'none' });
      const { maxSymbols } = text;
      const unit = name === 'char' ? 'char' : 'word';
      return textTask(text.text, text.name, sizes, { unit, ...(maxSymbols === undefined ? {} : { maxSymbols }) });
    }
    case 'copy':
      return copyTask(sizes);
    case 'adding':
      return addingTask(sizes);
    case 'reber':
      return reberTask(sizes);
    case 'mackey-glass':
      return mackeyGlassTask(sizes);
  }
}

/** A known name. Throws InputError with the nearest ones. */
export function taskName(name: string): TaskName {
  const known = taskNames.find((candidate) => candidate === name);
  if (known !== undefined) return known;
  throw new InputError({
    where: 'task',
    expected: `one of ${taskNames.join(', ')}`,
    found: name,
    ...didYouMean(name, taskNames),
  });
}
