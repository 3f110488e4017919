import { parentPort, workerData } from 'node:worker_threads';
import { tasks } from './tasks.ts';

const { task, input } = workerData as { task: keyof typeof tasks; input: never[] };
parentPort?.postMessage((tasks[task] as (...input: never[]) => unknown)(...input));
