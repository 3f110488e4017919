import { parentPort, workerData } from 'node:worker_threads';
import { tasks } from './tasks.ts';

const { task, input } = workerData as { task: keyof typeof tasks; input: never[] };
// A thread's port, no window: there is no origin to name.
// oxlint-disable-next-line unicorn/require-post-message-target-origin
parentPort?.postMessage((tasks[task] as (...input: never[]) => unknown)(...input));
