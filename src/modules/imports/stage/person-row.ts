import { type Birthday, birthdayKeyOf } from '../../../shared/birthday.ts';
import { identityCard } from '../../../shared/card.ts';
import { normaliseEmail } from '../../../shared/email.ts';
import { parsePhone } from '../../../shared/phone.ts';
import { nameKeyOf } from '../../customers/index.ts';
import { composeName, countryOf, withoutPlaceholder } from '../rules.ts';
import type { CustomerRecord } from '../sales-line.ts';
import { encodeOptional, encodeText } from './copy.ts';

/** What a file says of a person; absent texts are empty. */
export interface FiledPerson {
  customerId: string;
  phone: string;
  email: string;
  card: string;
  name: string;
  country: string;
  birthDate?: string | undefined;
  birthday?: Birthday | undefined;
  note?: string | undefined;
  metThrough?: string | undefined;
  /** ISO instant. */
  metAt?: string | undefined;
  /** Line of the file that says so first. */
  line?: number | undefined;
  /** A customers file is about people: there a landline is enough to know one by. */
  landlineCounts?: boolean;
  /** The row as it stands in the file: asked for and kept of somebody without a name, who may turn out to be nobody. */
  cells?: (() => readonly string[]) | undefined;
}

/** The COPY row of a person; undefined when nothing in it says who she is. */
export function encodePerson(ref: number, person: FiledPerson): string | undefined {
  const customerId = withoutPlaceholder(person.customerId);
  const name = withoutPlaceholder(person.name);
  const parsed = person.phone === '' ? undefined : parsePhone(person.phone, { country: person.country });
  // A safe number of a delivery app belongs to the order, not to the person (OP-02, OP-20).
  const phone = parsed?.kind === 'virtual050' ? undefined : parsed;
  const email = person.email === '' ? undefined : normaliseEmail(person.email);
  const card = identityCard(withoutPlaceholder(person.card));
  const isKnown = customerId !== '' || phone?.isIdentity || email || card || (person.landlineCounts && phone);
  if (!isKnown) return undefined;
  const cells = [
    String(ref),
    encodeOptional(customerId === '' ? undefined : customerId),
    encodeText(name),
    encodeText(nameKeyOf(name)),
    encodeOptional(phone?.isIdentity ? phone.e164 : undefined),
    encodeOptional(phone?.e164),
    encodeOptional(phone?.kind),
    phone?.last4 ?? '',
    encodeOptional(email),
    encodeOptional(card),
    encodeOptional(person.birthDate),
    encodeOptional(person.birthday && birthdayKeyOf(person.birthday)),
    encodeText(person.note ?? ''),
    encodeText(person.metThrough ?? ''),
    encodeOptional(person.metAt),
    encodeOptional(person.line?.toString()),
    encodeOptional(person.cells && customerId === '' && name === '' ? JSON.stringify(person.cells()) : undefined),
  ];
  return `${cells.join('\t')}\n`;
}

/** A row of a customers file as a person; `metAt` stays out, because it needs the shop's clock. */
export function personOf(record: CustomerRecord, country: string): FiledPerson {
  return {
    customerId: record.customerId ?? '',
    phone: record.phone ?? '',
    email: record.email ?? '',
    card: '',
    name: composeName(record),
    country: countryOf(record.country, country),
    birthDate: record.birthDate,
    birthday: record.birthday,
    note: record.note,
    metThrough: record.source,
    line: record.lineNumber,
    landlineCounts: true,
  };
}

/** The COPY row of a person from a customers file, with the parts of her name and where she lives behind it. */
export function withPlace(row: string, record: CustomerRecord): string {
  const cells = [
    // Parts make a name only where the file has no whole one.
    record.name ? undefined : record.givenName,
    record.name ? undefined : record.familyName,
    record.address,
    record.streetNumber,
    record.street,
    record.suburb,
    record.city,
    record.state,
    record.postcode,
    record.country,
  ];
  return `${row.slice(0, -1)}\t${cells.map((cell) => encodeText(cell ?? '')).join('\t')}\n`;
}
