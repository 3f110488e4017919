import { workerData } from 'node:worker_threads';
import { answerFromThread } from '../../platform/threads.ts';
import { tasks } from './tasks.ts';

const { task, input } = workerData as { task: keyof typeof tasks; input: never[] };
answerFromThread((tasks[task] as (...input: never[]) => unknown)(...input));
