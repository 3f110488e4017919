import { type Contact, nameKeyOf } from '../rules.ts';

/** An id under which another system knows a person. */
export interface ExternalId {
  source: string;
  externalId: string;
}

/** Somebody a clue may mean. `mergedFrom` is whom the clue named before two people were merged. */
export interface KnownPerson {
  customerId: string;
  mergedFrom: string | null;
  name: string;
  /** Sources that have an id for her; known of who was found by a number or an address. */
  idSources?: readonly string[];
}

/** Somebody an id of another system names; `isShared` when two people were seen with it, so that it names nobody. */
export type NamedPerson = KnownPerson & { isShared: boolean };

/** What a source says of the person behind something that happened, read into stored shapes. */
export interface ReadClue {
  customerId: string | undefined;
  name: string;
  externalIds: readonly ExternalId[];
  contacts: readonly Contact[];
  /** A browser: known once somebody signed in with it, and makes nobody. */
  browser: ExternalId | undefined;
  /** False for what a browser says of itself: it may find people, and describes nobody who is known. */
  isAttested: boolean;
}

/** Kinds that say who somebody is (OP-02): landlines and shop numbers are shared, 050 numbers pass on to others. */
const IDENTITY_KINDS: ReadonlySet<string> = new Set(['mobile', 'email', 'card']);

/** Contacts of a clue that say who somebody is. */
export function identityContacts(contacts: readonly Contact[]): Contact[] {
  return contacts.filter(({ kind }) => IDENTITY_KINDS.has(kind));
}

/** What two external ids have in common only if they are the same: no source has a line end in its name. */
export const externalKey = ({ source, externalId }: ExternalId) => `${source}\n${externalId}`;

/** Everybody known that a clue could name. */
export interface KnownPeople {
  byId: ReadonlyMap<string, KnownPerson>;
  /** By {@link externalKey}. */
  byExternalId: ReadonlyMap<string, NamedPerson>;
  /** By stored value, the oldest first. */
  byContact: ReadonlyMap<string, readonly KnownPerson[]>;
}

/** Why nobody is behind a clue: nothing in it says who, what it says is known of nobody, or of several. */
export type NobodyReason = 'no_key' | 'key_unknown' | 'ambiguous';

/**
 * Why {@link decidePerson} found nobody. Worked: a number two people have, without a name → `ambiguous`; a browser nobody
 * has signed in with → `key_unknown`; a 050 number alone → `no_key`.
 */
export function explainNobody(clue: ReadClue, known: KnownPeople): NobodyReason {
  const ids = clue.browser ? [...clue.externalIds, clue.browser] : clue.externalIds;
  const isShared = ids.some((id) => known.byExternalId.get(externalKey(id))?.isShared);
  const isOfSeveral = identityContacts(clue.contacts).some(
    ({ value }) => countPeople(known.byContact.get(value) ?? []) > 1,
  );
  if (isShared || isOfSeveral) return 'ambiguous';
  return clue.customerId !== undefined || ids.length > 0 ? 'key_unknown' : 'no_key';
}

/** Of two records that are one person there is one. */
const countPeople = (found: readonly KnownPerson[]) => new Set(found.map(({ customerId }) => customerId)).size;

/** Whether a source that names her by an id of its own knows this person by another one. */
const hasOtherId = ({ idSources = [] }: KnownPerson, { externalIds }: ReadClue): boolean =>
  externalIds.some(({ source }) => idSources.includes(source));

/**
 * Whom a clue means: one of the known, `new` (worth keeping: there is something to know her by), or `nobody`.
 * Ours and the source's own ids are attested and decide alone, then a card; a mobile or e-mail needs the same name, or one of
 * the two names missing and nobody else it could mean (OP-04: families share numbers). A landline says who somebody is only
 * beside the same name (OP-12), a 050 number never (OP-02). A browser is asked last, and not when two people were seen with
 * it. What a browser says of itself makes nobody from an id alone: anybody can write any id there.
 * Worked: phone of 김하나, clue named 김하나 or 김하나님 → her; clue named 박건 → `new`; phone of one without a name, clue
 * named 박건 → her; only 0504-… → `nobody`.
 */
export function decidePerson(clue: ReadClue, known: KnownPeople): KnownPerson | 'new' | 'nobody' {
  if (clue.customerId !== undefined) return known.byId.get(clue.customerId) ?? 'nobody';
  for (const id of clue.externalIds) {
    const person = known.byExternalId.get(externalKey(id));
    if (person && !person.isShared) return person;
  }
  const contacts = identityContacts(clue.contacts);
  for (const { kind, value } of contacts) {
    const people = known.byContact.get(value) ?? [];
    if (kind === 'card' && people.length === 1) return people[0] ?? 'nobody';
    const named = clue.name === '' ? people : people.filter(({ name }) => nameKeyOf(name) === nameKeyOf(clue.name));
    // An id of the source's own that is not known yet is somebody of her own, unless the name says the same.
    if (clue.name === '' && clue.externalIds.length > 0 && clue.isAttested) continue;
    const [person] = named;
    const isOne = countPeople(named) === 1;
    if (person && (clue.name !== '' || isOne)) return person;
    if (clue.name === '' && people.length > 0 && !isOne) return 'nobody';
    if (clue.name === '') continue;
    const nameless = people.filter((one) => one.name === '' && !hasOtherId(one, clue));
    const [unnamed] = nameless;
    if (unnamed && countPeople(nameless) === 1) return unnamed;
  }
  const lines = clue.contacts.filter(({ kind }) => kind !== 'virtual050' && !IDENTITY_KINDS.has(kind));
  const isAlone = contacts.length === 0 && clue.externalIds.length === 0;
  if (isAlone && clue.name !== '') {
    for (const { value } of lines) {
      const named = (known.byContact.get(value) ?? []).find(({ name }) => nameKeyOf(name) === nameKeyOf(clue.name));
      if (named) return named;
    }
  }
  const isKnowable =
    (clue.externalIds.length > 0 && clue.isAttested) || contacts.length > 0 || (clue.name !== '' && lines.length > 0);
  if (isKnowable) return 'new';
  const behind = clue.browser && known.byExternalId.get(externalKey(clue.browser));
  return behind && !behind.isShared ? behind : 'nobody';
}
