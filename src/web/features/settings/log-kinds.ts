/** How the server writes what was looked at, longer ones first where one begins another. */
export const LOG_KINDS = [
  'people to look at of batch',
  'events without a person',
  'people to be destroyed',
  'people to look at of',
  'access log of a leak',
  'messages of a dry run',
  'refusals of advertising',
  'file of customers',
  'loyalty programme',
  'message evidence',
  'message provider',
  'segment preview',
  'mart by SQL',
  'notices of the law',
  'rows not taken',
  'treated people',
  'people of flow',
  'code of play',
  'left out of',
  'sender number',
  'message desk',
  'consent text',
  'complaint of',
  'identity of',
  'password of',
  'loyalty of',
  'message to',
  'staff mark',
  'due people',
  'self link',
  'duplicates',
  'household',
  'incident',
  'code use',
  'orders of',
  'consents of',
  'customers',
  'guardian',
  'regulars',
  'delivery',
  'segment',
  'request',
  'purpose',
  'resting',
  'mailbox',
  'api key',
  'merges',
  'source',
  'folder',
  'member',
  'coupon',
  'upload',
  'offer',
  'entry',
  'field',
  'batch',
  'mart ',
  'initials',
  'email ',
  'phone ',
  'last4',
  'name ',
  'code',
  'today',
  'flow',
  'play',
  'pack',
  'tag',
  'by ',
] as const;

/** Kinds whose words in the log say what was looked for, masked. */
const SEARCHED: readonly string[] = ['name ', 'phone ', 'email '];

export type LogKind = (typeof LOG_KINDS)[number];

/** The kind of a line of the access log; undefined for a person's id or a word of an older build. */
export function kindOfSubject(subject: string): LogKind | undefined {
  return LOG_KINDS.find((kind) => subject.startsWith(kind));
}

/** What was looked for, as the log keeps it (`phone 010-****-5678` → `010-****-5678`); undefined where its kind says all. */
export function searchedWords(subject: string): string | undefined {
  const kind = SEARCHED.find((one) => subject.startsWith(one));
  return kind && subject.slice(kind.length);
}

/** Whether an entry is about an account alone: its id says nothing beside the address, and is nobody's card. */
export const isSignIn = (action: string) => action === 'login' || action === 'login_fail';

/** An entry as far as folding looks at it. */
interface Entry {
  accountEmail: string;
  action: string;
  subject: string;
  /** ISO instant. */
  at: string;
}

const PERSON = /(?:^|^[a-z ]+ of )([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/;
const MINUTE_LETTERS = '2026-11-20T19:30'.length;

/** How the server writes that a person was looked for. */
const PERSON_SEARCHED: ReadonlySet<LogKind | undefined> = new Set([
  'name ',
  'initials',
  'phone ',
  'last4',
  'email ',
  'code',
]);
/** Whoever types on after a pause of this length still looks for the same guest. */
const SEARCH_PAUSE_MS = 180_000;

const isPersonSearch = ({ action, subject }: Entry) =>
  action === 'search' && PERSON_SEARCHED.has(kindOfSubject(subject));

/** What makes entries one look at a card, or one search; undefined for what stands alone, such as changes and numbers shown in full. */
function lookOf(entry: Entry): string | undefined {
  const { accountEmail, action, subject, at } = entry;
  if (isPersonSearch(entry)) return `${accountEmail} search`;
  const person = action === 'view' || action === 'list' ? PERSON.exec(subject)?.[1] : undefined;
  return person && `${accountEmail} ${person} ${at.slice(0, MINUTE_LETTERS)}`;
}

/** Whether a pause between two searches was too long for one of them to be the other typed on; `later` comes first in the log. */
const isApart = (entry: Entry, later: Entry | undefined) =>
  isPersonSearch(entry) && Date.parse(later?.at ?? '') - Date.parse(entry.at) > SEARCH_PAUSE_MS;

/**
 * Entries beside each other that one opening of a card leaves (same account, person and minute), or one search typed letter by
 * letter (same account, pauses of three minutes at most), as one, for the eye only: the log itself keeps each.
 * Worked: view of A, orders of A, consents of A, view of B → [[A, A, A], [B]].
 */
export function foldLooks<E extends Entry>(entries: readonly E[]): E[][] {
  const folded: E[][] = [];
  let latest: string | undefined;
  for (const entry of entries) {
    const look = lookOf(entry);
    const group = folded.at(-1);
    if (group && look !== undefined && look === latest && !isApart(entry, group.at(-1))) group.push(entry);
    else folded.push([entry]);
    latest = look;
  }
  return folded;
}
