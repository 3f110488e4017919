import { parentPort } from 'node:worker_threads';
import { type ComparedPerson, preparePerson } from '../rules/person.ts';
import { compareAll } from './compare-all.ts';
import type { Told } from './index.ts';

const people: ComparedPerson[] = [];
parentPort?.on('message', (told: Told) => {
  if ('people' in told) {
    for (const person of told.people) people.push(preparePerson(person));
    return;
  }
  // A thread's port, no window: there is no origin to name.
  // oxlint-disable-next-line unicorn/require-post-message-target-origin
  parentPort?.postMessage(compareAll(people, told.compare));
  parentPort?.close();
});
