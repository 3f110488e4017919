import { parsePhoneNumberFromString } from 'libphonenumber-js/max';
import { describe, expect, it } from 'vitest';
import { createWorld, decideUnsubscribe, findLatentPerson } from './index.ts';
import { shop, TODAY } from './shop.fixture.ts';

describe('the people of the demo shop', () => {
  it('can be reached by nobody: reserved mail domains, and phone numbers that are not given out', () => {
    const phones = shop.people.filter((person) => person.duplicateOfPersonId === null).map((person) => person.phone);
    for (const { email } of shop.people)
      if (email !== null) expect(email).toMatch(/^[a-z]+\d+@example\.(com|net|org)$/);
    for (const phone of phones) expect(phone).toMatch(/^(010-0|0507-0|02-10)\d{2,3}-\d{4}$/);
    expect(new Set(phones).size).toBe(phones.length);
    const mobiles = phones.filter((phone) => phone?.startsWith('010'));
    expect(mobiles.length / phones.length).toBeGreaterThan(0.9);
    for (const mobile of mobiles) expect(parsePhoneNumberFromString(mobile ?? '', 'KR')?.getType()).toBe('MOBILE');
  });

  it('differ in consents, and nobody grants e-mail without an address or is asked without a date', () => {
    const consents = shop.people.flatMap((person) => person.consents.map((consent) => ({ ...consent, person })));
    for (const kind of ['marketing_use', 'ad_email', 'ad_sms'])
      for (const state of ['granted', 'refused', 'absent'])
        expect(consents.filter((consent) => consent.kind === kind && consent.state === state).length).toBeGreaterThan(
          100,
        );
    for (const { state, kind, givenAt, method, person } of consents) {
      expect(givenAt === null).toBe(state === 'absent');
      expect(method === null).toBe(state === 'absent');
      if (kind === 'ad_email' && state === 'granted') expect(person.email).not.toBeNull();
    }
    const emailRate = shop.people.filter((person) => person.email !== null).length / shop.people.length;
    expect(emailRate).toBeGreaterThan(0.5);
    expect(emailRate).toBeLessThan(0.62);
  });

  it('are planted twice with another spelling, and most second records have orders of their own', () => {
    const byId = new Map(shop.people.map((person) => [person.personId, person]));
    const duplicates = shop.people.filter((person) => person.duplicateOfPersonId !== null);
    for (const duplicate of duplicates) {
      const original = byId.get(duplicate.duplicateOfPersonId ?? '');
      expect(original).toBeDefined();
      expect(duplicate.name).not.toBe(original?.name);
      expect(duplicate.phone ?? duplicate.email).not.toBeNull();
      expect(findLatentPerson(shop.world, duplicate.personId, TODAY)?.ownerPersonId).toBe(original?.personId);
    }
    const buyers = new Set(shop.orders.map((order) => order.personId));
    expect(duplicates.filter((person) => buyers.has(person.personId)).length / duplicates.length).toBeGreaterThan(0.7);
  });

  it('are known before their first order, and never order when they are gone', () => {
    const known = new Set<string>();
    for (const day of shop.days) {
      for (const person of day.newPeople) known.add(person.personId);
      for (const { personId } of day.orders) {
        if (personId === null) continue;
        expect(known.has(personId)).toBe(true);
        if (findLatentPerson(shop.world, personId, day.day)?.state === 'gone') throw new Error(`${personId} came back`);
      }
    }
  });

  it('unsubscribe about once in a hundred messages, always with the same answer', () => {
    const answers = shop.people.flatMap(({ personId }) =>
      [1, 2, 3, 4, 5].map((messageNo) => decideUnsubscribe(shop.world, personId, messageNo)),
    );
    const rate = answers.filter(Boolean).length / answers.length;
    expect(rate).toBeGreaterThan(0.006);
    expect(rate).toBeLessThan(0.014);
    expect(decideUnsubscribe(shop.world, 'P0001', 1)).toBe(
      decideUnsubscribe(createWorld({ seed: 42, today: TODAY }), 'P0001', 1),
    );
    expect(decideUnsubscribe(shop.world, 'nobody', 1)).toBe(false);
  });
});
