/** Claims about starting and resting: time to ready with an empty and with a used folder, memory of the whole process. */

import { spawnSync } from 'node:child_process';
import { setTimeout as delay } from 'node:timers/promises';
import { type Finding, memoryOf, newHome, setUpShop, signIn, startProduct } from './product.ts';

const SECOND_START_GOAL_MS = 5_000;
const MEMORY_GOAL_MEGABYTES = 150;
/** Long enough for what happens once after a start, and for the garbage of the start to go. */
const REST_MS = 10_000;

export async function benchStart(): Promise<Finding[]> {
  const { home, remove } = newHome();
  try {
    const bareStartedAt = performance.now();
    spawnSync(process.execPath, ['-e', "require('node:http').createServer().listen(0,()=>process.exit())"]);
    const bareMs = performance.now() - bareStartedAt;
    const first = await startProduct(home);
    await first.stop();
    await setUpShop(home);
    const second = await startProduct(home);
    await signIn(second.port);
    await delay(REST_MS);
    const atRest = memoryOf(second.pid, 'VmRSS');
    await second.stop();
    const bareMemory = await memoryOfBareNode();
    const seconds = (ms: number) => `${(ms / 1_000).toFixed(1)} s`;
    return [
      {
        what: 'first start, empty folder, to ready (web built)',
        measured: seconds(first.readyMs),
        floor: seconds(bareMs),
        ratio: (first.readyMs / bareMs).toFixed(1),
        goal: '–',
        holds: true,
      },
      {
        what: 'second start to ready',
        measured: seconds(second.readyMs),
        floor: seconds(bareMs),
        ratio: (second.readyMs / bareMs).toFixed(1),
        goal: `< ${SECOND_START_GOAL_MS / 1_000} s`,
        holds: second.readyMs < SECOND_START_GOAL_MS,
      },
      {
        what: 'memory at rest: web, API and worker, without the database',
        measured: `${Math.round(atRest)} MB`,
        floor: `${Math.round(bareMemory)} MB`,
        ratio: (atRest / bareMemory).toFixed(2),
        goal: `< ${MEMORY_GOAL_MEGABYTES} MB`,
        holds: atRest < MEMORY_GOAL_MEGABYTES,
      },
    ];
  } finally {
    remove();
  }
}

/** A node:http server that does nothing. */
async function memoryOfBareNode(): Promise<number> {
  const { spawn } = await import('node:child_process');
  const child = spawn(process.execPath, ['-e', "require('node:http').createServer().listen(0,()=>console.log('up'))"]);
  await new Promise((resolve) => {
    child.stdout.once('data', resolve);
  });
  const memory = memoryOf(child.pid ?? 0, 'VmRSS');
  child.kill();
  return memory;
}
