import { initialConsonants } from '../../../../shared/hangul.ts';
import { MAX_PEOPLE_FOR_WEAK_PASSES } from '../../contract/identity.ts';
import type { ComparedPerson } from './person.ts';

/**
 * People behind one key beyond which the key says nothing: a shop's own number typed in for everybody, a placeholder
 * birthday. Such a key is passed over, so that its pairs, a square of its people, are never looked at (OP-04).
 */
export const MAX_BLOCK = 60;

/** A name's sound for a rough look-up: its first letter and the consonants after it, doubles once. `smith`, `smyth` → smt. */
function skeleton(name: string): string {
  if (name === '') return '';
  if (/[가-힣]/u.test(name)) return initialConsonants(name);
  const rest = name
    .slice(1)
    .replace(/ph/g, 'f')
    .replace(/[aeiouyhw]/g, '')
    .replace(/(.)\1+/g, '$1');
  return (name.slice(0, 1) + rest).slice(0, 4);
}

const sorted = (text: string) => [...text].sort().join('');

/**
 * Keys under which a person is looked up; two people who share one of them are compared. Several weak passes instead of
 * one strong one, so that a slip in any single field still leaves a pass by which true duplicates meet.
 */
export function listBlockKeys(person: ComparedPerson): string[] {
  const { given, family, name, birth, address } = person;
  const keys: string[] = [];
  const add = (pass: string, ...parts: string[]) => {
    if (parts.every((part) => part !== '')) keys.push(`${pass}:${parts.join('|')}`);
  };
  const sounds = given === '' && family === '' ? [skeleton(name)] : [skeleton(given), skeleton(family)];
  const names = given === '' && family === '' ? [name] : [given, family];
  const initial = sorted(names.map((part) => part.slice(0, 1)).join(''));
  for (const number of person.mobiles) {
    add('mobile', number);
    add('last4', number.slice(-4), initial);
    add('middle', number.slice(-8, -4), initial);
  }
  for (const number of person.sharedPhones) add('phone', number);
  for (const email of person.emails) {
    const [local = '', domain = ''] = email.split('@');
    add('email', local);
    add('emailSound', skeleton(local.replace(/[^a-z]/g, '')), birth.slice(0, 4));
    add('domain', domain, local.slice(0, 2));
  }
  add('birth', birth);
  for (const sound of sounds) {
    add('digits', sorted(birth), sound.slice(0, 1));
    add('monthDay', birth.slice(4), sound);
    add('year', birth.slice(0, 4), sound);
    add('month', birth.slice(0, 6), sound.slice(0, 2));
    if (address) {
      add('post', address.postcode, sound);
      add('suburb', address.suburb, sound);
      add('door', address.number || address.lot, sound);
      add('city', address.city, sound, birth.slice(0, 3));
    }
  }
  add('name', sorted(names.join('')));
  if (sounds.length === 2) add('sounds', [...sounds].sort().join('|'));
  if (address) {
    add('street', address.street, address.number);
    add('lot', address.suburb, address.lot, address.unit);
    add('unit', address.building, address.unit);
    add('postDoor', address.postcode, address.number || address.lot || address.unit);
    add('line', address.building, address.postcode || address.suburb);
  }
  return [...new Set(keys)];
}

/** Beyond this many people a number or an address is nobody's own: a shop's number, an office's, a placeholder. */
export const MAX_SHARERS = 12;

/** The people without the numbers and addresses that a crowd shares: they say who nobody is (OP-04). */
export function withoutCrowds(people: readonly ComparedPerson[]): ComparedPerson[] {
  const sharers = new Map<string, number>();
  for (const { mobiles, sharedPhones, emails } of people) {
    for (const value of [...mobiles, ...sharedPhones, ...emails]) sharers.set(value, (sharers.get(value) ?? 0) + 1);
  }
  const isOwn = (value: string) => (sharers.get(value) ?? 0) <= MAX_SHARERS;
  return people.map((person) => ({
    ...person,
    mobiles: person.mobiles.filter(isOwn),
    sharedPhones: person.sharedPhones.filter(isOwn),
    emails: person.emails.filter(isOwn),
  }));
}

/** Two places in the list of people. The first is the smaller. */
export interface CandidatePairs {
  a: Uint32Array;
  b: Uint32Array;
}

/** Keys that nearly name a person: beyond MAX_PEOPLE_FOR_WEAK_PASSES the others would fill the memory. */
const STRONG_PASS = /^(?:mobile|email|unit|postDoor|lot|monthDay):/;

/** Every pair of people who share a key that at most MAX_BLOCK people share; each pair once. Empty for fewer than two people. */
export function listCandidatePairs(people: readonly ComparedPerson[]): CandidatePairs {
  const strongOnly = people.length > MAX_PEOPLE_FOR_WEAK_PASSES;
  const blocks = new Map<string, number[]>();
  for (const [at, person] of people.entries()) {
    for (const key of listBlockKeys(person)) {
      if (strongOnly && !STRONG_PASS.test(key)) continue;
      const block = blocks.get(key);
      if (block) block.push(at);
      else blocks.set(key, [at]);
    }
  }
  const seen: Set<number>[] = [];
  let count = 0;
  for (const block of blocks.values()) {
    if (block.length < 2 || block.length > MAX_BLOCK) continue;
    for (let i = 0; i < block.length; i += 1) {
      const first = block[i] as number;
      const others = (seen[first] ??= new Set());
      for (let j = i + 1; j < block.length; j += 1) others.add(block[j] as number);
    }
  }
  for (const others of seen) count += others?.size ?? 0;
  const pairs = { a: new Uint32Array(count), b: new Uint32Array(count) };
  let at = 0;
  for (const [first, others] of seen.entries()) {
    for (const other of others ?? []) {
      pairs.a[at] = first;
      pairs.b[at] = other;
      at += 1;
    }
  }
  return pairs;
}
