/** The provider simulator in a process of its own; told `count`, it says how many messages it took and to how many people. */
import { createInterface } from 'node:readline';
import { startSimulator } from '../src/modules/messaging/simulator/simulator.ts';

const [apiKey = '', apiSecret = '', offsetMs = '0'] = process.argv.slice(2);
const simulator = await startSimulator({ apiKey, apiSecret, now: () => new Date(Date.now() + Number(offsetMs)) });
process.stdout.write(`${simulator.url}\n`);
for await (const said of createInterface({ input: process.stdin })) {
  if (said !== 'count') break;
  const people = new Set(simulator.taken.map(({ to }) => to)).size;
  process.stdout.write(`${JSON.stringify({ taken: simulator.taken.length, people })}\n`);
  simulator.taken.length = 0;
}
await simulator.close();
