import { hasTitle, nameKeyOf } from '../rules.ts';

/** Fields that a merged person's empty place takes from the records merged into her. */
export const LENT_FIELDS = ['name', 'birthDate', 'birthday', 'note'] as const;
export type LentField = (typeof LENT_FIELDS)[number];

/** Values of the lent fields; an empty text is none. A name kept in parts is lent with its parts. */
export interface FieldValues {
  name: string;
  givenName: string;
  familyName: string;
  birthDate: string;
  /** As `birthdayKeyOf` writes it. */
  birthday: string;
  note: string;
}

/** A value that is not a person's own; `own`: what it stands in place of, with the parts of a name. */
export interface Loan {
  from: string;
  value: string;
  own?: Pick<FieldValues, 'name' | 'givenName' | 'familyName'> | undefined;
}

/** Which fields are not a person's own, whose they are, and what they said when they were taken over. */
export type Borrowed = Partial<Record<LentField, Loan>>;

/** A record with what stands on it and what of that it only borrowed. */
export interface LendingRecord extends FieldValues {
  customerId: string;
  borrowed: Borrowed;
}

/** What is a record's own: without what it borrowed, unless somebody has written something else there since. */
export function ownValues(record: LendingRecord): FieldValues {
  const { birthDate, birthday, note } = record;
  const own = { name: record.name, givenName: record.givenName, familyName: record.familyName };
  const values: FieldValues = { ...own, birthDate, birthday, note };
  for (const field of LENT_FIELDS) {
    const loan = record.borrowed[field];
    if (!loan || loan.value !== record[field]) continue;
    values[field] = '';
    if (field === 'name') Object.assign(values, loan.own ?? { givenName: '', familyName: '' });
  }
  return values;
}

/**
 * What stands on a person who is several records: her own values, and where she has none the first that the records merged
 * into her have, in their order. Of one name with and without a title behind it the one without is shown. With no record
 * beneath her only her own remain.
 * Worked: own name empty, beneath her 김하나 and 박건 → name 김하나, borrowed from the first; own name 김하나 님, beneath her
 * 김하나 → name 김하나, borrowed in place of her own.
 */
export function decideShownValues(
  person: LendingRecord,
  beneath: readonly LendingRecord[],
): { values: FieldValues; borrowed: Borrowed } {
  const values = ownValues(person);
  const borrowed: Borrowed = {};
  const { name, givenName, familyName } = values;
  const own = { name, givenName, familyName };
  for (const field of LENT_FIELDS) {
    const isTitled = field === 'name' && hasTitle(name);
    if (values[field] !== '' && !isTitled) continue;
    for (const record of beneath) {
      const lent = ownValues(record);
      if (lent[field] === '') continue;
      if (isTitled && (hasTitle(lent.name) || nameKeyOf(lent.name) !== nameKeyOf(name))) continue;
      values[field] = lent[field];
      if (field === 'name') [values.givenName, values.familyName] = [lent.givenName, lent.familyName];
      borrowed[field] = { from: record.customerId, value: lent[field], ...(isTitled ? { own } : {}) };
      break;
    }
  }
  return { values, borrowed };
}

/** Sides of a consent as it stands on each of two people; undefined when nobody asked. */
type Standing = string | undefined;
const GRANTED = new Set(['granted', 'reconfirmed']);

/**
 * What of two people's consents holds for the one they become (OP-04): a refusal, withdrawal or expiry of either, else
 * nothing when one was never asked, else the consent both gave. Worked: granted and absent → undefined.
 */
export function decideStricter(a: Standing, b: Standing): Standing {
  const refusal = [a, b].find((state) => state !== undefined && !GRANTED.has(state));
  if (refusal !== undefined) return refusal;
  return a === undefined || b === undefined ? undefined : a;
}
