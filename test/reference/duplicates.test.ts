import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { findLikelyPairs } from '../../src/modules/customers/duplicates/rules/find.ts';
import { preparePerson, type StoredPerson } from '../../src/modules/customers/duplicates/rules/person.ts';
import { parsePhone } from '../../src/shared/phone.ts';
import { createKoreanPeople } from '../korean-people.ts';

const FOLDER = path.resolve(import.meta.dirname, '../../../shared/data/duplicates');
const NOWHERE = { full: '', streetNumber: '', street: '', suburb: '', city: '', state: '', postcode: '' };

interface Truth {
  person: StoredPerson;
  /** Records with the same text are one person. */
  cluster: string;
}

/** Pairs found and true pairs compared: precision, recall and F1 over all pairs. */
function score(people: readonly Truth[]) {
  const { pairs } = findLikelyPairs(people.map(({ person }) => preparePerson(person)));
  const clusterOf = new Map(people.map(({ person, cluster }) => [person.customerId, cluster]));
  let truth = 0;
  for (const group of Map.groupBy(clusterOf.values(), (cluster) => cluster).values()) {
    truth += (group.length * (group.length - 1)) / 2;
  }
  const right = pairs.filter(({ a, b }) => clusterOf.get(a) === clusterOf.get(b)).length;
  const [precision, recall] = [right / pairs.length, right / truth];
  return { precision, recall, f1: (2 * precision * recall) / (precision + recall) };
}

function readRecords(file: string): Record<string, string>[] {
  const text = gunzipSync(readFileSync(path.join(FOLDER, `${file}.csv.gz`))).toString();
  const [header = '', ...lines] = text.trim().split(/\r?\n/);
  const names = header.split(',').map((name) => name.trim());
  return lines.map((line) => {
    const cells = line.split(',');
    return Object.fromEntries(names.map((name, at) => [name, (cells[at] ?? '').trim()]));
  });
}

const isDay = (text: string) =>
  /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(Date.parse(text)) && new Date(text).toISOString().startsWith(text);

function readFebrl(file: string): Truth[] {
  return readRecords(file).map((row) => {
    const born = (row['date_of_birth'] ?? '').replace(/^(\d{4})(\d{2})(\d{2})$/, '$1-$2-$3');
    const address = {
      ...NOWHERE,
      full: row['address_2'] ?? '',
      streetNumber: row['street_number'] ?? '',
      street: row['address_1'] ?? '',
      suburb: row['suburb'] ?? '',
      state: row['state'] ?? '',
      postcode: row['postcode'] ?? '',
    };
    return {
      cluster: /rec-(\d+)/.exec(row['rec_id'] ?? '')?.[1] ?? '',
      person: {
        customerId: row['rec_id'] ?? '',
        name: '',
        givenName: row['given_name'] ?? '',
        familyName: row['surname'] ?? '',
        birthDate: isDay(born) ? born : null,
        mobiles: [],
        sharedPhones: [],
        emails: [],
        addresses: [address],
      },
    };
  });
}

function readFake(): Truth[] {
  return readRecords('fake_1000').map((row) => ({
    cluster: row['cluster'] ?? '',
    person: {
      customerId: row['unique_id'] ?? '',
      name: '',
      givenName: row['first_name'] ?? '',
      familyName: row['surname'] ?? '',
      birthDate: isDay(row['dob'] ?? '') ? (row['dob'] ?? null) : null,
      mobiles: [],
      sharedPhones: [],
      emails: row['email']?.includes('@') ? [row['email']] : [],
      addresses: row['city'] ? [{ ...NOWHERE, city: row['city'] }] : [],
    },
  }));
}

function readKorean(seed: number, people: number): Truth[] {
  return createKoreanPeople({ seed, people }).map((record) => {
    const phone = record.phone === '' ? undefined : parsePhone(record.phone);
    const isShared = phone !== undefined && !phone.isIdentity && phone.kind !== 'virtual050';
    return {
      cluster: String(record.personNo),
      person: {
        customerId: record.recordId,
        name: record.name,
        givenName: '',
        familyName: '',
        birthDate: record.birthDate || null,
        mobiles: phone?.isIdentity ? [phone.e164] : [],
        sharedPhones: isShared ? [phone.e164] : [],
        emails: record.email ? [record.email] : [],
        addresses: record.address ? [{ ...NOWHERE, full: record.address, postcode: record.postcode }] : [],
      },
    };
  });
}

describe.skipIf(!existsSync(FOLDER))('known duplicates, with one model for all (data is not in the repository)', () => {
  it('FEBRL 1: F1 of at least .995', () => {
    expect(score(readFebrl('febrl1')).f1).toBeGreaterThanOrEqual(0.995);
  });

  it('FEBRL 2: F1 of at least .98', () => {
    expect(score(readFebrl('febrl2')).f1).toBeGreaterThanOrEqual(0.98);
  });

  it('fake_1000: F1 of at least .85 at a precision of at least .97', () => {
    const { f1, precision } = score(readFake());
    expect(f1).toBeGreaterThanOrEqual(0.85);
    expect(precision).toBeGreaterThanOrEqual(0.97);
  });
});

describe('Korean lists: 5,000 people, names with blanks and 님, 010 and +82, old and new addresses, slips', () => {
  it.each([1, 7, 20261121])('seed %i: F1 of at least .97 at a precision of at least .99', (seed) => {
    const { f1, precision } = score(readKorean(seed, 5_000));
    expect(f1).toBeGreaterThanOrEqual(0.97);
    expect(precision).toBeGreaterThanOrEqual(0.99);
  });

  it('one number that a whole shop shares makes nobody one person', () => {
    const people = readKorean(3, 400)
      .filter(({ cluster }, at, all) => all.findIndex((other) => other.cluster === cluster) === at)
      .map(({ person, cluster }) => ({ cluster, person: { ...person, mobiles: ['+821043210000'] } }));
    const { pairs } = findLikelyPairs(people.map(({ person }) => preparePerson(person)));
    expect(pairs).toEqual([]);
  });
});
