import { startThread } from '../../platform/threads.ts';
import type { Tasks } from './tasks.ts';

/**
 * Runs a task of seconds in a thread of its own, so that requests go on being answered; the thread ends with it. Input and
 * result are copied. Rejects with what the task threw.
 */
export function runOffThread<T extends keyof Tasks>(
  task: T,
  ...input: Parameters<Tasks[T]>
): Promise<ReturnType<Tasks[T]>> {
  return startThread<ReturnType<Tasks[T]>>(new URL('./worker.ts', import.meta.url), { task, input }).result;
}
