/** Who is behind what a source says: known people found, strangers made, in batches and once each. */
import { type Db, inTransaction } from '../../../platform/db.ts';
import { identityCard } from '../../../shared/card.ts';
import { refuseResidentNumbers } from '../../../shared/resident-number.ts';
import { getRecentWorkspace } from '../../workspace/index.ts';
import { noteSharedNumbers } from '../duplicates/meetings.ts';
import { showValues } from '../merge/service.ts';
import { readContact } from '../rules.ts';
import { type Additions, decideAll, type ResolvedPerson } from './decide-all.ts';
import { holdPeople, keyOfContact, keyOfExternalId, lockStrangers } from './locks.ts';
import { type ExternalId, externalKey, type KnownPeople, type NobodyReason, type ReadClue } from './rules.ts';
import { fillGaps, findByContacts, findByExternalIds, findByIds, insertPeople } from './store.ts';

export type { ResolvedPerson } from './decide-all.ts';
export type { NobodyReason } from './rules.ts';

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
  /**
   * False where anybody can write what they like (a web page): such a clue finds people and makes strangers with one
   * contact point, but adds none to somebody who is known, and no ids.
   */
  isAttested?: boolean | undefined;
}

/**
 * Who is behind each clue, in their order; undefined where nobody can be told. People who are new and can be told by
 * something are made (with no consent of any kind, PV-08), known ones get contact points and ids they did not have yet.
 * Unreadable numbers are left out. Two batches that name the same stranger at the same moment make one person.
 * @throws AppError invalid_input (resident number in a name, PV-12)
 */
export async function resolvePeople(db: Db, input: CluesOfSource): Promise<(ResolvedPerson | undefined)[]> {
  return (await resolveClues(db, input)).people;
}

/** What a source says of people, together. */
interface CluesOfSource {
  workspaceId: string;
  clues: readonly PersonClue[];
  source: string;
  now: Date;
  batchId?: string;
  /** Part of an import, which holds `lockImports`. */
  isFile?: boolean;
}

/** As {@link resolvePeople}, and why nobody was found behind the others; both in the order of the clues. */
export async function resolveClues(
  db: Db,
  input: CluesOfSource,
): Promise<{ people: (ResolvedPerson | undefined)[]; nobody: (NobodyReason | undefined)[] }> {
  const { workspaceId } = input;
  const { country } = await getRecentWorkspace(db, workspaceId);
  const clues = input.clues.map((clue) => readClue(clue, country));
  return inTransaction(db, async (db) => {
    // A file holds the lock of imports, and is too long to keep merges waiting.
    if (input.isFile !== true) await holdPeople(db, workspaceId);
    const locked = new Set<string>();
    for (;;) {
      const seen = await lookUp(db, workspaceId, clues);
      const { people, nobody, additions } = decideAll(clues, seen);
      const keys = keysOf(additions).filter((key) => !locked.has(key));
      if (keys.length === 0) {
        await insertPeople(db, { ...input, additions });
        // What a file brings is looked through as a whole afterwards.
        const sharing = input.isFile === true ? new Set() : await noteSharers(db, input, { additions, seen });
        return {
          people: people.map((person) => person && { ...person, sharesNumber: sharing.has(person.customerId) }),
          nobody,
        };
      }
      // Looked up again under the locks: somebody else may have made the same people meanwhile.
      await lockStrangers(db, workspaceId, keys);
      for (const key of keys) locked.add(key);
    }
  });
}

/** Has the shop look at everybody who was just given a mobile number of somebody else (OP-04, OP-05). @returns who they are */
async function noteSharers(
  db: Db,
  { workspaceId, now }: CluesOfSource,
  { additions, seen }: { additions: Additions; seen: KnownPeople },
): Promise<Set<string>> {
  const given = additions.contacts.filter(({ kind }) => kind === 'mobile');
  const owners = new Map<string, Set<string>>();
  for (const { value, customerId } of given) {
    const known = owners.get(value) ?? new Set((seen.byContact.get(value) ?? []).map((person) => person.customerId));
    owners.set(value, known.add(customerId));
  }
  const shared = given.filter(({ value }) => (owners.get(value)?.size ?? 0) > 1);
  if (shared.length === 0) return new Set();
  const customerIds = [...new Set(shared.map(({ customerId }) => customerId))];
  const met = await noteSharedNumbers(db, { workspaceId, customerIds, now });
  const meeting = new Set(met.flatMap(({ a, b }) => [a, b]));
  return new Set(customerIds.filter((customerId) => meeting.has(customerId)));
}

/**
 * Who is behind each clue as things stand, in their order: somebody known, `stranger` who would be made, or `nobody`.
 * Stores nothing. @throws AppError invalid_input (resident number in a name, PV-12)
 */
export async function findKnownPeople(
  db: Db,
  { workspaceId, clues }: { workspaceId: string; clues: readonly PersonClue[] },
): Promise<string[]> {
  const { country } = await getRecentWorkspace(db, workspaceId);
  const read = clues.map((clue) => readClue(clue, country));
  const { people } = decideAll(read, await lookUp(db, workspaceId, read));
  return people.map((person) => (person === undefined ? 'nobody' : person.created ? 'stranger' : person.customerId));
}

/** What has to be locked before it is stored. */
function keysOf({ contacts, externalIds }: Additions): string[] {
  return [...contacts.map(({ value }) => keyOfContact(value)), ...externalIds.map(keyOfExternalId)];
}

/** The one sign that a database cannot keep. */
const NUL = '\u0000';
const keepable = (text: string) => text.replaceAll(NUL, '');

function readClue(clue: PersonClue, country: string): ReadClue {
  const name = keepable(clue.name ?? '')
    .normalize('NFC')
    .trim()
    .slice(0, 100)
    .toWellFormed();
  if (name !== '') refuseResidentNumbers({ name });
  const read = [clue.phone, clue.email].flatMap((text) => (text ? (readContact(text, country) ?? []) : []));
  const card = identityCard(keepable(clue.cardNo ?? ''));
  return {
    customerId: clue.customerId,
    name,
    externalIds: (clue.externalIds ?? []).filter(({ externalId }) => externalId !== '' && !externalId.includes(NUL)),
    browser: clue.browser,
    contacts: card ? [...read, { kind: 'card', value: card, last4: card.slice(-4) }] : read,
    isAttested: clue.isAttested ?? true,
  };
}

async function lookUp(db: Db, workspaceId: string, clues: readonly ReadClue[]): Promise<KnownPeople> {
  const values = [...new Set(clues.flatMap(({ contacts }) => contacts.map(({ value }) => value)))];
  const ids = new Map(
    clues
      .flatMap(({ externalIds, browser }) => (browser ? [...externalIds, browser] : externalIds))
      .map((id) => [externalKey(id), id]),
  );
  const customerIds = [...new Set(clues.flatMap(({ customerId }) => customerId ?? []))];
  const [byContact, byExternalId, byId] = await Promise.all([
    findByContacts(db, workspaceId, values),
    findByExternalIds(db, workspaceId, [...ids.values()]),
    findByIds(db, workspaceId, customerIds),
  ]);
  return {
    byContact: Map.groupBy(byContact, ({ value }) => value),
    byExternalId: new Map(byExternalId.map((row) => [externalKey(row), row])),
    byId: new Map(byId.map(({ askedId, ...row }) => [askedId, row])),
  };
}

/**
 * Fills in what a source says of people it was found who they are: only what was missing. What it says of somebody who is
 * merged into another is written on her own record, and shown where the other's is empty.
 */
export async function completePeople(
  db: Db,
  input: Omit<Parameters<typeof fillGaps>[1], 'people'> & {
    people: readonly (Parameters<typeof fillGaps>[1]['people'][number] & { mergedFrom: string | null })[];
  },
): Promise<void> {
  const { workspaceId, source, now: changedAt } = input;
  const filled = new Set(
    await fillGaps(db, {
      ...input,
      people: input.people.map(({ mergedFrom, ...row }) => ({ ...row, customerId: mergedFrom ?? row.customerId })),
    }),
  );
  const showing = input.people.flatMap(({ mergedFrom, customerId }) =>
    mergedFrom !== null && filled.has(mergedFrom) ? [customerId] : [],
  );
  await showValues(db, [...new Set(showing)], { workspaceId, source, changedAt, changedBy: null });
}

/** Ids of the people whom an id of another system names: one, or nobody. */
export async function findCustomersByExternalId(db: Db, workspaceId: string, id: ExternalId): Promise<string[]> {
  return (await findByExternalIds(db, workspaceId, [id])).map(({ customerId }) => customerId);
}
