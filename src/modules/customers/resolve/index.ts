import { type Db, inTransaction } from '../../../platform/db.ts';
import { newId } from '../../../shared/ids.ts';
import { refuseResidentNumbers } from '../../../shared/resident-number.ts';
import { getRecentWorkspace } from '../../workspace/index.ts';
import { readContact } from '../rules.ts';
import { decidePerson, type ExternalId, externalKey, type KnownPerson, type ReadClue } from './rules.ts';
import { findByContacts, findByExternalIds, findByIds, insertPeople, lockPeople } from './store.ts';

/** What a source says of the person behind something that happened, as written there. */
export interface PersonClue {
  /** Ours. */
  customerId?: string | undefined;
  /** The source's own ids: attested, so they identify alone. */
  externalIds?: readonly ExternalId[] | undefined;
  name?: string | undefined;
  phone?: string | undefined;
  email?: string | undefined;
  cardNo?: string | undefined;
  /** The browser it came from: becomes hers when something else says who she is. */
  browser?: ExternalId | undefined;
}

/** Who a clue turned out to be; `mergedFrom` goes with every fact that is stored for her. */
export interface ResolvedPerson {
  customerId: string;
  mergedFrom: string | null;
  created: boolean;
  /** Her browser became known just now: what it did before is hers as well. */
  linkedBrowser: boolean;
}

/**
 * Who is behind each clue, in their order; undefined where nobody can be told. People who are new and can be told by
 * something are made (with no consent of any kind, PV-08), known ones get contact points and ids they did not have yet.
 * Unreadable numbers are left out. @throws AppError invalid_input (resident number in a name, PV-12)
 */
export async function resolvePeople(
  db: Db,
  input: { workspaceId: string; clues: readonly PersonClue[]; source: string; now: Date; batchId?: string },
): Promise<(ResolvedPerson | undefined)[]> {
  const { workspaceId } = input;
  const { country } = await getRecentWorkspace(db, workspaceId);
  const clues = input.clues.map((clue) => readClue(clue, country));
  const seen = await lookUp(db, workspaceId, clues);
  const decided = decideAll(clues, seen);
  if (decided.additions === 0) return decided.people;
  return inTransaction(db, async (db) => {
    // Looked up again under the lock: somebody else may have made the same people meanwhile.
    await lockPeople(db, workspaceId);
    const { people, customers, contacts, externalIds } = decideAll(clues, await lookUp(db, workspaceId, clues));
    await insertPeople(db, { ...input, customers, contacts, externalIds });
    return people;
  });
}

function readClue(clue: PersonClue, country: string): ReadClue {
  const name = (clue.name ?? '').normalize('NFC').trim().slice(0, 100);
  refuseResidentNumbers({ name });
  const read = [clue.phone, clue.email].flatMap((text) => (text ? (readContact(text, country) ?? []) : []));
  const card = clue.cardNo?.trim();
  return {
    customerId: clue.customerId,
    name,
    externalIds: (clue.externalIds ?? []).filter(({ externalId }) => externalId !== ''),
    browser: clue.browser,
    contacts: card ? [...read, { kind: 'card', value: card, last4: card.slice(-4) }] : read,
  };
}

async function lookUp(db: Db, workspaceId: string, clues: readonly ReadClue[]) {
  const values = [...new Set(clues.flatMap(({ contacts }) => contacts.map(({ value }) => value)))];
  const ids = clues.flatMap(({ externalIds, browser }) => (browser ? [...externalIds, browser] : externalIds));
  const customerIds = [...new Set(clues.flatMap(({ customerId }) => customerId ?? []))];
  const [byContact, byExternalId, byId] = await Promise.all([
    findByContacts(db, workspaceId, values),
    findByExternalIds(db, workspaceId, ids),
    findByIds(db, workspaceId, customerIds),
  ]);
  return {
    byContact: Map.groupBy(byContact, ({ value }) => value),
    byExternalId: new Map(byExternalId.map((row) => [externalKey(row), row])),
    byId: new Map(byId.map(({ askedId, ...row }) => [askedId, row])),
  };
}

type Seen = Awaited<ReturnType<typeof lookUp>>;
type Known = Pick<KnownPerson, 'customerId' | 'mergedFrom'>;

/** Decides one clue after the other, so that a person made by one is known to the next. */
function decideAll(clues: readonly ReadClue[], seen: Seen) {
  const known = {
    byId: new Map<string, KnownPerson>(seen.byId),
    byExternalId: new Map<string, KnownPerson>(seen.byExternalId),
    byContact: new Map<string, KnownPerson[]>([...seen.byContact].map(([value, people]) => [value, [...people]])),
  };
  const customers: { customerId: string; name: string }[] = [];
  const contacts: (Known & { kind: string; value: string; last4: string })[] = [];
  const externalIds: (ExternalId & Known)[] = [];
  const people = clues.map((clue): ResolvedPerson | undefined => {
    const decision = decidePerson(clue, known);
    if (decision === 'nobody') return undefined;
    const created = decision === 'new';
    const person = created ? { customerId: newId(), mergedFrom: null, name: clue.name } : decision;
    const { customerId, mergedFrom } = person;
    if (created) {
      customers.push({ customerId, name: clue.name });
      known.byId.set(customerId, person);
    }
    for (const contact of clue.contacts) {
      const on = known.byContact.get(contact.value) ?? [];
      if (on.some((other) => other.customerId === customerId && other.mergedFrom === mergedFrom)) continue;
      // A temporary number is worth nothing tomorrow (OP-02).
      if (contact.kind === 'virtual050') continue;
      contacts.push({ customerId, mergedFrom, ...contact });
      known.byContact.set(contact.value, [...on, person]);
    }
    const linkedBrowser = clue.browser !== undefined && !known.byExternalId.has(externalKey(clue.browser));
    for (const id of clue.browser ? [...clue.externalIds, clue.browser] : clue.externalIds) {
      if (known.byExternalId.has(externalKey(id))) continue;
      externalIds.push({ customerId, mergedFrom, ...id });
      known.byExternalId.set(externalKey(id), person);
    }
    return { customerId, mergedFrom, created, linkedBrowser };
  });
  return {
    people,
    customers,
    contacts,
    externalIds,
    additions: customers.length + contacts.length + externalIds.length,
  };
}
