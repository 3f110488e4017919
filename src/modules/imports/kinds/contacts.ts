import { normaliseEmail } from '../../../shared/email.ts';
import { maskEmail, maskName, maskPhone } from '../../../shared/mask.ts';
import { type PhoneKind, parsePhone } from '../../../shared/phone.ts';
import {
  addStagedContactPoints,
  CUSTOMER_STAGE_COLUMNS,
  createCustomerStage,
  listOfSeveral,
  storeCustomersFromStage,
} from '../../customers/index.ts';
import { readPersonal } from '../reader/field-readers.ts';
import { judgeNote } from '../reader/sensitive-note.ts';
import { composeName } from '../rules.ts';
import { importerOf } from '../service/import-file.ts';
import type { KindOfImport, Loaded, LoadInput } from '../service/import-kind.ts';
import type { StageConnection } from '../stage/connection.ts';
import { openCopy } from '../stage/copy.ts';
import { prepareStage } from '../stage/load-sales.ts';
import { encodePerson } from '../stage/person-row.ts';
import { createRowMapper, type Row, withoutBlanks } from './row-mapper.ts';

/** One entry of a phone book. */
interface ContactLine {
  lineNumber: number;
  name: string;
  /** As written; the one to know her by first. */
  phones: string[];
  emails: string[];
  note: string;
}

/** Numbers at which a company answers, never one person. */
const OF_BUSINESSES: ReadonlySet<PhoneKind> = new Set(['rep15xx', 'tollfree']);

/** Sign with which a phone book puts several numbers into one cell. */
const SEVERAL = /\s*(?::::|;|\n)\s*/;

/**
 * Contacts: a phone book says who somebody is and how she is reached, and nothing of what she agreed to (PV-08, PV-16). A
 * temporary 050 number makes nobody (OP-02), and neither does a company's number by which anybody of it answers.
 */
export const contactsKind: KindOfImport<'contacts', ContactLine> = {
  kind: 'contacts',
  name: { ko: '연락처', en: 'contacts' },
  mapper({ map, header, shop }) {
    const rank = (phone: string) => {
      const kind = parsePhone(phone, { country: shop.country })?.kind;
      return kind === 'mobile' ? 0 : kind === undefined || kind === 'virtual050' ? 2 : 1;
    };
    const noteSource = map.columns.note;
    const howNotes = {
      field: { column: noteSource && 'column' in noteSource ? noteSource.column : 'note' },
      isKept: map.sensitiveNotes === 'keep',
    };
    const mapper = createRowMapper<ContactLine>({
      ...map,
      header,
      read: (row) => ({
        lineNumber: row.lineNumber,
        name: nameOf(row),
        phones: readSeveral(row, ['phone', 'phone_2', 'phone_3', 'phone_4', 'phone_5']).sort(
          (a, b) => rank(a) - rank(b),
        ),
        emails: readSeveral(row, ['email', 'email_2', 'email_3']),
        note: readPersonal(row.fields.note, row.cells) ?? '',
      }),
    });
    return {
      ...mapper,
      mapRow(cells, lineNumber) {
        const mapped = mapper.mapRow(cells, lineNumber);
        if ('error' in mapped) return mapped;
        const encoded = encodeContact(0, mapped.ok, { country: shop.country });
        const kinds = mapped.ok.phones.flatMap((phone) => parsePhone(phone, { country: shop.country })?.kind ?? []);
        const isBusiness =
          kinds.some((kind) => OF_BUSINESSES.has(kind)) &&
          kinds.every((kind) => OF_BUSINESSES.has(kind) || kind === 'virtual050') &&
          !mapped.ok.emails.some(normaliseEmail);
        if (encoded.length > 0 && !isBusiness) {
          const { note = '', problem } = judgeNote(mapped.ok.note, howNotes);
          return { ok: { ...mapped.ok, note }, warnings: problem ? [problem.at(lineNumber)] : [] };
        }
        const reason = isBusiness
          ? 'business_number'
          : kinds[0] === 'virtual050'
            ? 'temporary_number'
            : 'identity_missing';
        return { error: { line: lineNumber, column: '', value: '', reason } };
      },
    };
  },
  show: ({ name, phones, emails, note }) =>
    withoutBlanks({
      name: maskName(name),
      phone: phones.map(maskPhone).join(', '),
      email: emails.map(maskEmail).join(', '),
      note,
    }),
  load: loadContacts,
};

function readSeveral({ cells, fields }: Row, names: readonly string[]): string[] {
  const texts = names.flatMap((name) => readPersonal(fields[name], cells)?.split(SEVERAL) ?? []);
  return [...new Set(texts.map((text) => text.trim()).filter((text) => text !== ''))];
}

/** Her name; the shop or office she answers for when the entry has none. */
function nameOf({ cells, fields }: Row): string {
  const read = (name: string) => readPersonal(fields[name], cells) ?? '';
  const name = read('name');
  const familyName = read('family_name');
  // A phone book in Korean has 성 and 이름, which is then the given name.
  const isSplit = familyName !== '' && name !== '' && read('given_name') === '' && !name.startsWith(familyName);
  const parts = isSplit ? { givenName: name, familyName } : { name, givenName: read('given_name'), familyName };
  return composeName(parts) || read('organisation');
}

/** COPY rows of one entry: who she is, then a row for each further number and address. */
function encodeContact(
  ref: number,
  contact: ContactLine,
  of: { country: string; cells?: () => readonly string[] },
): string[] {
  const { name, phones, emails, note } = contact;
  const count = Math.max(phones.length, emails.length);
  return Array.from({ length: count }, (_, at) =>
    encodePerson(ref, {
      customerId: '',
      phone: phones[at] ?? '',
      email: emails[at] ?? '',
      card: '',
      name,
      ...of,
      note,
      metThrough: 'contacts',
      line: contact.lineNumber,
      landlineCounts: true,
    }),
  ).filter((row) => row !== undefined);
}

async function loadContacts(connection: StageConnection, input: LoadInput<ContactLine>): Promise<Loaded> {
  const { db, client } = connection;
  const { batchId, source, shop } = input;
  const batch = { workspaceId: shop.workspaceId, batchId, source };
  await prepareStage(connection);
  await createCustomerStage(db);
  const further: string[] = [];
  const copyAll = async (fill: (add: (row: string) => Promise<void>) => Promise<void>) => {
    const copy = openCopy(client, { table: 'customer_stage', columns: CUSTOMER_STAGE_COLUMNS });
    try {
      await fill(async (row) => {
        copy.add(row);
        await copy.drain();
      });
      await copy.end();
    } catch (error) {
      await copy.abort();
      throw error;
    }
  };
  let accepted = 0;
  await copyAll(async (add) => {
    for await (const lines of input.lines) {
      for (const line of lines) {
        const [first, ...others] = encodeContact(accepted + 1, line, {
          country: shop.country,
          cells: () => input.cellsOf(line.lineNumber),
        });
        if (first === undefined) continue;
        accepted += 1;
        await add(first);
        further.push(...others);
      }
    }
  });
  const customers = await storeCustomersFromStage(db, batch);
  // Asked before their other numbers stand there as well, so that each is told of once.
  const ofSeveral = await listOfSeveral(db);
  for (const { line, cells } of ofSeveral) await input.reject(line, 'shared_number', cells);
  accepted -= ofSeveral.length;
  if (further.length > 0) {
    // Who each entry is stands fast by now: its other numbers are hers, and identify nobody by themselves.
    await copyAll(async (add) => {
      for (const row of further) await add(row);
    });
    await addStagedContactPoints(db, batch);
  }
  return { accepted, duplicates: accepted - customers.created, customers };
}

/** Imports a phone book. The same file twice changes nothing. */
export const importContacts = importerOf(contactsKind);
