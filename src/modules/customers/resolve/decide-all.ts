import { newId } from '../../../shared/ids.ts';
import type { Contact } from '../rules.ts';
import {
  decidePerson,
  type ExternalId,
  explainNobody,
  externalKey,
  type KnownPeople,
  type KnownPerson,
  type NamedPerson,
  type NobodyReason,
  type ReadClue,
} from './rules.ts';

/** Who a clue turned out to be; `mergedFrom` goes with every fact that is stored for her. */
export interface ResolvedPerson {
  customerId: string;
  mergedFrom: string | null;
  created: boolean;
  /** Her browser became known just now: what it did before is hers as well. */
  linkedBrowser: boolean;
  /** She was given a number now that another person has: the pair waits for the shop (OP-04, OP-05). */
  sharesNumber: boolean;
}

/** What has to be stored so that everybody decided is known. Rows carry `mergedFrom` of the person they belong to. */
export interface Additions {
  customers: { customerId: string; name: string }[];
  contacts: ({ customerId: string; mergedFrom: string | null } & Contact)[];
  externalIds: (ExternalId & { customerId: string; mergedFrom: string | null })[];
  /** Names of people who had none. */
  names: { customerId: string; mergedFrom: string | null; name: string }[];
  /** Browsers that a second person was seen with. */
  shared: ExternalId[];
}

/** Decides one clue after the other, so that a person made by one is known to the next. */
export function decideAll(
  clues: readonly ReadClue[],
  seen: KnownPeople,
): { people: (ResolvedPerson | undefined)[]; nobody: (NobodyReason | undefined)[]; additions: Additions } {
  const records = new Map<string, KnownPerson>();
  const known = {
    byId: new Map<string, KnownPerson>(seen.byId),
    byExternalId: new Map<string, NamedPerson>(seen.byExternalId),
    byContact: new Map<string, readonly KnownPerson[]>(oneEach(seen.byContact, records)),
  };
  const additions: Additions = { customers: [], contacts: [], externalIds: [], names: [], shared: [] };
  const nobody: (NobodyReason | undefined)[] = [];
  const people = clues.map((clue, index): ResolvedPerson | undefined => {
    const decision = decidePerson(clue, known);
    if (decision === 'nobody') {
      nobody[index] = explainNobody(clue, known);
      return undefined;
    }
    const created = decision === 'new';
    const person = created ? { customerId: newId(), mergedFrom: null, name: clue.name } : decision;
    const { customerId, mergedFrom } = person;
    if (created) {
      additions.customers.push({ customerId, name: clue.name });
      known.byId.set(customerId, person);
    }
    if (!created && clue.isAttested && clue.name !== '' && person.name === '' && clue.customerId === undefined) {
      additions.names.push({ customerId, mergedFrom, name: clue.name });
      // The next clue with another name is about somebody else.
      for (const one of [person, records.get(mergedFrom ?? customerId)]) if (one) one.name = clue.name;
    }
    for (const contact of contactsToAdd(clue, created)) {
      const on = known.byContact.get(contact.value) ?? [];
      if (on.some((other) => other.customerId === customerId && other.mergedFrom === mergedFrom)) continue;
      additions.contacts.push({ customerId, mergedFrom, ...contact });
      known.byContact.set(contact.value, [...on, person]);
    }
    const link = (id: ExternalId) => {
      additions.externalIds.push({ customerId, mergedFrom, ...id });
      known.byExternalId.set(externalKey(id), { ...person, isShared: false });
    };
    if (clue.isAttested) for (const id of clue.externalIds) if (!known.byExternalId.has(externalKey(id))) link(id);
    const behind = clue.browser && known.byExternalId.get(externalKey(clue.browser));
    if (clue.browser && !behind) link(clue.browser);
    if (clue.browser && behind && !behind.isShared && behind.customerId !== customerId) {
      additions.shared.push(clue.browser);
      known.byExternalId.set(externalKey(clue.browser), { ...behind, isShared: true });
    }
    const linkedBrowser = clue.browser !== undefined && !behind;
    return { customerId, mergedFrom, created, linkedBrowser, sharesNumber: false };
  });
  return { people, nobody, additions };
}

/** One object a record, whichever of its numbers it was found by: what one clue tells of it holds for the next. */
function oneEach(byContact: KnownPeople['byContact'], records: Map<string, KnownPerson>): Map<string, KnownPerson[]> {
  const theOne = (person: KnownPerson) => {
    const key = person.mergedFrom ?? person.customerId;
    const found = records.get(key) ?? { ...person };
    records.set(key, found);
    return found;
  };
  return new Map([...byContact].map(([value, people]) => [value, people.map(theOne)]));
}

function contactsToAdd({ contacts, isAttested }: ReadClue, created: boolean): readonly Contact[] {
  // A temporary number is worth nothing tomorrow (OP-02).
  const lasting = contacts.filter(({ kind }) => kind !== 'virtual050');
  if (isAttested) return lasting;
  // Whoever types somebody else's number beside an address of her own must not be reached as her.
  return created ? lasting.slice(0, 1) : [];
}
