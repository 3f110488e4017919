import { parentPort } from 'node:worker_threads';
import { answerFromThread } from '../../../../platform/threads.ts';
import { type ComparedPerson, preparePerson } from '../rules/person.ts';
import { compareAll } from './compare-all.ts';
import type { Told } from './index.ts';

const people: ComparedPerson[] = [];
parentPort?.on('message', (told: Told) => {
  if ('people' in told) {
    for (const person of told.people) people.push(preparePerson(person));
    return;
  }
  answerFromThread(compareAll(people, told.compare));
});
