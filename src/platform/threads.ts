import { parentPort, type Transferable, Worker } from 'node:worker_threads';

/** What is handed over instead of being copied. */
const NOTHING: readonly Transferable[] = [];

/** A thread under way: it takes messages, answers once and ends. */
export interface Thread<Result> {
  send(message: unknown): void;
  result: Promise<Result>;
}

/**
 * Starts a script in a thread of its own, so that requests go on being answered. What goes in and out is copied. `result` is
 * the first message it answers with, and rejects with what it threw.
 */
export function startThread<Result>(script: URL, data?: unknown): Thread<Result> {
  const worker = new Worker(script, {
    workerData: data,
    // What the process was started with is for the process: a worker of a test runner would load its loader.
    execArgv: ['--disable-warning=ExperimentalWarning'],
  });
  const result = new Promise<Result>((resolve, reject) => {
    worker.once('message', (answer: Result) => resolve(answer));
    worker.once('error', reject);
    worker.once('exit', (code) => reject(new Error(`a thread ended with ${code} before it answered`)));
  });
  // A thread that ends while it is still being told is heard by who awaits the result.
  result.catch(() => {});
  return { send: (message) => worker.postMessage(message, NOTHING), result };
}

/** Answers from within such a thread, which hears nothing more. */
export function answerFromThread(result: unknown): void {
  parentPort?.postMessage(result, NOTHING);
  parentPort?.close();
}
