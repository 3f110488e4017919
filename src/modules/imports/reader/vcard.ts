import iconv from 'iconv-lite';
import VCard from 'vcf';
import { CONTACT_FIELDS, type ContactField } from '../kinds/fields.ts';
import { composeName } from '../rules.ts';
import { fileErrors, MAX_RECORD_LENGTH } from './file-errors.ts';
import type { RowError } from './reasons.ts';
import { BATCH_ROWS, type RawBatch } from './table.ts';

/** The longest card without its pictures, in characters: every property of it is held at once. A real one is under 2 KB. */
const MAX_CARD_LENGTH = 262_144;
/** The library looks through a run of blanks once for each of them. */
const LONG_BLANK = /\s{100,}/g;

/** The first characters of a file of contacts, whatever its version. */
export const BEGINS_VCARD = /^\uFEFF?\s*BEGIN:VCARD/i;

/** Properties that hold pictures, sounds and keys: megabytes that nobody is known by. */
const LARGE = /^(?:[\w-]+\.)?(PHOTO|LOGO|SOUND|KEY)\b/i;
/** Sign between several values in one cell, as phone books write it. */
const SEVERAL = ' ::: ';
const PHONE_CELLS = 5;
const EMAIL_CELLS = 3;
/** Properties that become cells; what else a card says is named and not stored. */
const READ = new Set(['version', 'n', 'fn', 'tel', 'email', 'org', 'note', 'prodid', 'rev', 'uid']);

/** The cards of a text as rows under the names of a contacts file; `leftOut` gathers the properties that were not read. */
export async function* readCards(text: AsyncGenerator<string>, leftOut: Set<string>): AsyncGenerator<RawBatch> {
  let batch: RawBatch = { firstLineNumber: 0, rows: [], lineNumbers: [] };
  for await (const { lines, lineNumber } of splitCards(text)) {
    const cells = readCard(lines, leftOut);
    const broken = cells.findIndex((cell) => cell.includes('\uFFFD'));
    if (broken >= 0) {
      const issue: RowError = {
        line: lineNumber,
        column: `#${broken + 1}`,
        value: cells[broken] ?? '',
        reason: 'broken_characters',
      };
      (batch.issues ??= new Map()).set(batch.rows.length, issue);
    }
    if (batch.rows.length === 0) batch.firstLineNumber = lineNumber;
    batch.rows.push(cells);
    batch.lineNumbers.push(lineNumber);
    if (batch.rows.length < BATCH_ROWS) continue;
    yield batch;
    batch = { firstLineNumber: 0, rows: [], lineNumbers: [] };
  }
  if (batch.rows.length > 0) yield batch;
}

interface CardText {
  /** Unfolded, without the large properties. */
  lines: string[];
  lineNumber: number;
}

/** Card by card; memory stays flat whatever pictures are in between. */
async function* splitCards(text: AsyncGenerator<string>): AsyncGenerator<CardText> {
  let card: CardText | undefined;
  let isSkipping = false;
  let isSoft = false;
  let length = 0;
  for await (const { line, lineNumber } of splitLines(text)) {
    if (/^\s*BEGIN:VCARD\s*$/i.test(line)) {
      card = { lines: [], lineNumber };
      isSkipping = false;
      isSoft = false;
      length = 0;
    } else if (/^\s*END:VCARD\s*$/i.test(line)) {
      if (card) yield card;
      card = undefined;
    } else if (card) {
      const last = card.lines.length - 1;
      const isFolded = /^[ \t]/.test(line);
      if (isSoft && !isSkipping) {
        // Quoted-printable goes on in the next line after `=`, which is not folding (vCard 2.1).
        card.lines[last] = (card.lines[last] ?? '').slice(0, -1) + line.replace(/^[ \t]/, '');
        isSoft = line.endsWith('=');
      } else if (isFolded) {
        if (!isSkipping && last >= 0) card.lines[last] += line.slice(1);
      } else if (line !== '' && !(isSkipping && !line.includes(':'))) {
        isSkipping = LARGE.test(line);
        if (!isSkipping) card.lines.push(line);
        isSoft = !isSkipping && line.endsWith('=') && /QUOTED-PRINTABLE/i.test(line.split(':')[0] ?? '');
      }
      // The break counts too: a card of a million short lines is as long.
      if (!isSkipping) length += line.length + 2;
      if (length > MAX_CARD_LENGTH) {
        throw fileErrors.lineTooLong(card.lineNumber, false);
      }
    }
  }
}

async function* splitLines(text: AsyncGenerator<string>): AsyncGenerator<{ line: string; lineNumber: number }> {
  let rest = '';
  let lineNumber = 0;
  for await (const chunk of text) {
    const lines = (rest + chunk).split(/\r\n|\n/);
    rest = lines.pop() ?? '';
    for (const line of lines) yield { line: line.replace(/\r$/, ''), lineNumber: ++lineNumber };
    if (rest.length > MAX_RECORD_LENGTH) throw fileErrors.lineTooLong(lineNumber + 1, false);
  }
  if (rest !== '') yield { line: rest.replace(/\r$/, ''), lineNumber: ++lineNumber };
}

function readCard(lines: readonly string[], leftOut: Set<string>): string[] {
  const hasVersion = lines.some((line) => /^VERSION:\d\.\d/i.test(line));
  const body = hasVersion ? lines : ['VERSION:3.0', ...lines];
  const lean = body.map((line) => line.replace(LONG_BLANK, ' '));
  const card = new VCard().parse(['BEGIN:VCARD', ...lean, 'END:VCARD'].join('\r\n'));
  const version = /^VERSION:(\d\.\d)/i.exec(body.find((line) => /^VERSION:/i.test(line)) ?? '')?.[1] ?? '3.0';
  for (const name of Object.keys(card.data)) if (!READ.has(name)) leftOut.add(name.toUpperCase());
  const all = (name: string): string[] => {
    const found = card.data[name];
    const list = found === undefined ? [] : Array.isArray(found) ? found : [found];
    return list.map((property) => decode(property)).filter((value) => value !== '');
  };
  const plain = (value: string) => unescape(value, version).trim();
  const phones = all('tel').map((value) => value.replace(/^tel:/i, '').replace(/;.*$/, '').trim());
  const emails = all('email').map(plain);
  const cells: Partial<Record<ContactField, string>> = {
    name: nameOf(all('n')[0], plain(all('fn')[0] ?? ''), version),
    organisation: splitParts(all('org')[0] ?? '')
      .map(plain)
      .filter((part) => part !== '')
      .join(' '),
    note: all('note').map(plain).join('\n'),
    ...spread('phone', phones, PHONE_CELLS),
    ...spread('email', emails, EMAIL_CELLS),
  };
  return CONTACT_FIELDS.map((field) => cells[field] ?? '');
}

/** `phone`, `phone_2` …; the last one takes all that are left. */
function spread(name: string, values: readonly string[], count: number): Record<string, string> {
  return Object.fromEntries(
    Array.from({ length: count }, (_, at) => {
      const own = at === count - 1 ? values.slice(at).join(SEVERAL) : (values[at] ?? '');
      return [at === 0 ? name : `${name}_${at + 1}`, own];
    }),
  );
}

/** Korean names from their parts, because phones set to English write `하나 김` as the whole name. */
function nameOf(parts: string | undefined, whole: string, version: string): string {
  const [familyName = '', givenName = '', additional = ''] = splitParts(parts ?? '').map((part) =>
    unescape(part, version).trim(),
  );
  const composed = composeName({ givenName: [givenName, additional].filter(Boolean).join(' '), familyName });
  return /\p{Script=Hangul}/u.test(familyName + givenName) ? composed : whole || composed;
}

/** Cuts at semicolons that are not escaped. */
function splitParts(value: string): string[] {
  return value.split(/(?<!\\);/);
}

function unescape(value: string, version: string): string {
  if (version === '2.1') return value.replace(/\\([;\\])/g, '$1');
  return value.replace(/\\([nN,;:\\])/g, (_, sign: string) => (sign === 'n' || sign === 'N' ? '\n' : sign));
}

/** Names of the Korean character set in old phones. */
const KOREAN_CHARSETS = /^(?:ks_?c_?5601.*|euc-?kr|ms949|cp949|x-windows-949)$/i;

function decode(property: VCardProperty): string {
  const value = property.valueOf() ?? '';
  const encodings = [property.encoding, property['type']].flat().map(String);
  if (!encodings.some((name) => /^(?:quoted-printable|q)$/i.test(name))) return value;
  const charset = [property.charset].flat()[0] ?? 'utf-8';
  const bytes = Buffer.from(
    value.replace(/=([0-9A-F]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))),
    'latin1',
  );
  const known = KOREAN_CHARSETS.test(charset) ? 'cp949' : charset;
  return iconv.decode(bytes, iconv.encodingExists(known) ? known : 'utf-8');
}

type VCardProperty = Exclude<VCard['data'][string], undefined | readonly unknown[]>;
