import { Worker } from 'node:worker_threads';
import type { Tasks } from './tasks.ts';

/**
 * Runs a task of seconds in a thread of its own, so that requests go on being answered; the thread ends with it. Input and
 * result are copied. Rejects with what the task threw.
 */
export function runOffThread<T extends keyof Tasks>(
  task: T,
  ...input: Parameters<Tasks[T]>
): Promise<ReturnType<Tasks[T]>> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL('./worker.ts', import.meta.url), {
      workerData: { task, input },
      // What the process was started with is for the process: a worker of a test runner would load its loader.
      execArgv: ['--disable-warning=ExperimentalWarning'],
    });
    worker.once('message', (result: ReturnType<Tasks[T]>) => resolve(result));
    worker.once('error', reject);
    worker.once('exit', (code) => {
      if (code !== 0) reject(new Error(`${task} ended with ${code}`));
    });
  });
}
