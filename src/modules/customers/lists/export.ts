import { PassThrough, type Readable } from 'node:stream';
import type { z } from 'zod';
import { type AudienceRule, countPeople, type ListedPerson, listPeoplePage } from '../../../mart/index.ts';
import type { Actor } from '../../../platform/actor.ts';
import type { Db } from '../../../platform/db.ts';
import type { BirthdayCalendar } from '../../../shared/birthday.ts';
import { csvRow, guardFormula } from '../../../shared/csv.ts';
import { AppError } from '../../../shared/errors.ts';
import { newId } from '../../../shared/ids.ts';
import { maskEmail, maskName, maskPhone } from '../../../shared/mask.ts';
import { formatPhone } from '../../../shared/phone.ts';
import { refuseResidentNumbers } from '../../../shared/resident-number.ts';
import { businessDayOf } from '../../../shared/time.ts';
import { recordAccess } from '../../staff/index.ts';
import { getWorkspace } from '../../workspace/index.ts';
import type { Field } from '../fields/contract.ts';
import { type createExport as createEndpoint, zListFilter, zListSort } from './contract.ts';
import { refuseSensitiveColumns, toRuleFor } from './filter.ts';
import { readBesides, shownFields, todayOf } from './list.ts';
import { type ExportRow, findExportRow, insertExport, setExportDownloaded } from './store.ts';

/** A link to personal data does not stay good (PV-56). */
const LINK_MS = 15 * 60_000;
/** Rows of one sheet by the format, one of them the header. */
const MAX_SHEET_ROWS = 1_048_575;
const PORTION = 2_000;

/**
 * Prepares a file of a list: says how many people will be in it and logs who takes them out of the product, why and how
 * (PV-56). In clear only for who may see people so. @throws AppError forbidden | not_found | too_large (for a sheet)
 */
export async function createExport(db: Db, actor: Actor, input: z.output<(typeof createEndpoint)['body']>, now: Date) {
  actor.require('customers:export');
  if (input.inClear) actor.require('customers:unmask');
  refuseResidentNumbers({ reason: input.reason });
  await refuseSensitiveColumns(db, actor, input.columns);
  const { workspaceId, accountId } = actor;
  const people = await countPeople(db, {
    workspaceId,
    today: await todayOf(db, workspaceId, now),
    rule: await toRuleFor(db, actor, input.filter),
  });
  if (input.format === 'xlsx' && people > MAX_SHEET_ROWS) {
    throw new AppError('too_large', 'more rows than a sheet holds', {
      userMessage: {
        ko: '엑셀 한 장에는 1,048,575명까지만 들어가요. CSV로 내보내거나 필터로 줄여 주세요.',
        en: 'A sheet holds 1,048,575 people at most. Take CSV, or filter.',
      },
    });
  }
  const row = await insertExport(db, {
    workspaceId,
    listExportId: newId(),
    accountId,
    filter: JSON.stringify(input.filter),
    sort: JSON.stringify(input.sort),
    columns: JSON.stringify(input.columns),
    format: input.format,
    inClear: input.inClear,
    reason: input.reason,
    people,
    createdAt: now,
    expiresAt: new Date(now.getTime() + LINK_MS),
  });
  const how = `${people} people, ${input.format}, ${input.inClear ? 'in clear' : 'masked'}: ${input.reason}`;
  await recordAccess(db, actor, { action: 'export', subject: `customers ${row.listExportId}`, result: how }, now);
  return { listExportId: row.listExportId, people, expiresAt: row.expiresAt.toISOString() };
}

const HEADERS: Readonly<Record<string, { ko: string; en: string }>> = {
  name: { ko: '이름', en: 'Name' },
  phone: { ko: '전화번호', en: 'Phone' },
  email: { ko: '이메일', en: 'E-mail' },
  lastVisit: { ko: '마지막 방문', en: 'Last visit' },
  visits: { ko: '방문 횟수', en: 'Visits' },
  spend: { ko: '쓴 금액', en: 'Spent' },
  state: { ko: '상태', en: 'State' },
  usualTime: { ko: '평소 오는 때', en: 'Usual time' },
  tags: { ko: '태그', en: 'Tags' },
  source: { ko: '알게 된 곳', en: 'Source' },
  createdAt: { ko: '처음 안 날', en: 'Known since' },
  birthday: { ko: '생일', en: 'Birthday' },
};

const STATES: Readonly<Record<string, { ko: string; en: string }>> = {
  on_rhythm: { ko: '평소대로', en: 'As usual' },
  due: { ko: '조금 늦음', en: 'A little late' },
  watch: { ko: '뜸해짐', en: 'Slipping away' },
  lapsed: { ko: '쉬는 중', en: 'Resting' },
};

type Cell = string | number | null;

/** How one column of one person is written. */
function writeCell(
  row: ListedPerson,
  column: string,
  how: {
    locale: 'ko' | 'en';
    inClear: boolean;
    dayOf: (at: Date) => string;
    tags: string;
    birthday: Cell;
    value: (key: string) => Cell;
    minorUnits: number;
  },
): Cell {
  switch (column) {
    case 'name':
      return how.inClear ? row.name : maskName(row.name);
    case 'phone':
      if (row.phone === null) return null;
      return how.inClear ? formatPhone(row.phone) : maskPhone(row.phone);
    case 'email':
      if (row.email === null) return null;
      return how.inClear ? row.email : maskEmail(row.email);
    case 'lastVisit':
      return row.lastVisitOn;
    case 'visits':
      return row.visits;
    case 'spend':
      return row.netMinor / 10 ** how.minorUnits;
    case 'state':
      return row.lapse === null ? null : (STATES[row.lapse]?.[how.locale] ?? row.lapse);
    case 'usualTime':
      return writeUsualTime(row, how.locale);
    case 'tags':
      return how.tags;
    case 'source':
      return row.source;
    case 'birthday':
      return how.birthday;
    case 'createdAt':
      return how.dayOf(row.createdAt);
    default:
      return how.value(column.slice('field:'.length));
  }
}

const WEEKDAYS = {
  ko: ['', '월', '화', '수', '목', '금', '토', '일'],
  en: ['', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'],
} as const;

/** Worked: Saturday, 19 → `토 19시`, `Sat 19:00`; null without a habit. */
function writeUsualTime({ usualWeekday, usualHour }: ListedPerson, locale: 'ko' | 'en'): string | null {
  const hour = usualHour === null ? '' : locale === 'ko' ? `${usualHour}시` : `${usualHour}:00`;
  const weekday = usualWeekday === null ? '' : WEEKDAYS[locale][usualWeekday];
  return [weekday, hour].filter(Boolean).join(' ') || null;
}

const CALENDARS = {
  solar: { ko: '', en: '' },
  lunar: { ko: '음 ', en: 'lunar ' },
  lunar_leap: { ko: '윤 ', en: 'lunar leap ' },
};

/** A birthday the way an import reads it again (OP-72). Worked: lunar 5/5 → `음 05-05`. */
const writeBirthday = (birthday: { calendar: BirthdayCalendar; monthDay: string }, locale: 'ko' | 'en') =>
  `${CALENDARS[birthday.calendar][locale]}${birthday.monthDay}`;

function fieldCell(field: Field | undefined, value: string | undefined, locale: 'ko' | 'en'): Cell {
  if (value === undefined || field === undefined) return null;
  if (field.type === 'number') return Number(value);
  if (field.type === 'choice') return field.choices.find(({ key }) => key === value)?.label[locale] ?? value;
  if (field.type === 'yes_no')
    return { ko: { yes: '예', no: '아니요' }, en: { yes: 'yes', no: 'no' } }[locale][value as 'yes' | 'no'];
  return value;
}

/** The rows of an export, a portion at a time. */
async function* readRows(
  db: Db,
  {
    row,
    rule,
    actor,
    fields,
    now,
  }: { row: ExportRow; rule: AudienceRule; actor: Actor; fields: readonly Field[]; now: Date },
): AsyncGenerator<Cell[]> {
  const { workspaceId, locale } = actor;
  const columns = row.columns as string[];
  const workspace = await getWorkspace(db, workspaceId);
  const sort = zListSort.parse(row.sort);
  const today = businessDayOf(now, workspace);
  const minorUnits =
    new Intl.NumberFormat('en', { style: 'currency', currency: workspace.currency }).resolvedOptions()
      .maximumFractionDigits ?? 0;
  let after: ListedPerson | undefined;
  let written = 0;
  for (;;) {
    const people = await listPeoplePage(db, {
      workspaceId,
      today,
      rule,
      order: sort.by,
      direction: sort.direction,
      after,
      limit: PORTION,
      withEmail: columns.includes('email'),
    });
    const besides = await readBesides(db, workspaceId, {
      customerIds: people.map(({ customerId }) => customerId),
      fieldKeys: fields.map(({ fieldKey }) => fieldKey),
    });
    for (const person of people) {
      const values = besides.valuesOf(person.customerId);
      const birthday = besides.birthdayOf(person.customerId);
      const how = {
        birthday: birthday && writeBirthday(birthday, locale),
        locale,
        inClear: row.inClear,
        minorUnits,
        dayOf: (at: Date) => businessDayOf(at, workspace),
        tags: besides
          .tagsOf(person.customerId)
          .map(({ name }) => name)
          .join(', '),
        value: (key: string) =>
          fieldCell(
            fields.find(({ fieldKey }) => fieldKey === key),
            values[key],
            locale,
          ),
      };
      yield columns.map((column) => writeCell(person, column, how));
    }
    after = people.at(-1);
    written += people.length;
    if (people.length < PORTION) break;
  }
  // Who came in or left the list since it was prepared: the log says how many really went out (PV-56).
  if (written !== row.people) {
    const subject = `file of customers ${row.listExportId}`;
    await recordAccess(db, actor, { action: 'export', subject, result: `${written} people` }, now);
  }
}

const noSuchExport = () =>
  new AppError('not_found', 'no such export', {
    userMessage: {
      ko: '이 파일은 더 받을 수 없어요. 목록에서 다시 내보내 주세요.',
      en: 'This file cannot be had any more. Export the list again.',
    },
  });

/** A prepared file as a stream, for the account that prepared it while its link is good. */
export interface ExportFile {
  fileName: string;
  contentType: string;
  content: Readable;
}

/** @throws AppError forbidden | not_found (unknown, somebody else's, or too late) */
export async function openExport(db: Db, actor: Actor, listExportId: string, now: Date): Promise<ExportFile> {
  actor.require('customers:export');
  const { workspaceId } = actor;
  const row = await findExportRow(db, workspaceId, listExportId);
  if (!row || row.accountId !== actor.accountId || row.expiresAt <= now) throw noSuchExport();
  if (row.inClear) actor.require('customers:unmask');
  const rule = await toRuleFor(db, actor, zListFilter.parse(row.filter));
  const fields = await shownFields(db, workspaceId, row.columns as string[]);
  const header = (row.columns as string[]).map((column) => {
    const field = fields.find(({ fieldKey }) => column === `field:${fieldKey}`);
    return field?.label[actor.locale] ?? HEADERS[column]?.[actor.locale] ?? column;
  });
  await setExportDownloaded(db, workspaceId, listExportId, now);
  await recordAccess(db, actor, { action: 'export', subject: `file of customers ${listExportId}` }, now);
  const rows = readRows(db, { row, rule, actor, fields, now });
  const content = new PassThrough();
  const writing = row.format === 'csv' ? writeCsv(content, header, rows) : writeXlsx(content, { header, rows, row });
  writing.catch((error: unknown) => content.destroy(error instanceof Error ? error : new Error(String(error))));
  return {
    fileName: `customers-${now.toISOString().slice(0, 10)}-${listExportId.slice(-6)}.${row.format}`,
    contentType:
      row.format === 'csv'
        ? 'text/csv; charset=utf-8'
        : 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
    content,
  };
}

const readerGone = () => new Error('the reader went away');

const drained = (stream: PassThrough) =>
  new Promise<void>((resolve, reject) => {
    // Closed already, it would never say so again.
    if (stream.destroyed) return reject(readerGone());
    const done = () => {
      stream.off('drain', done);
      stream.off('close', closed);
      resolve();
    };
    const closed = () => {
      stream.off('drain', done);
      reject(readerGone());
    };
    stream.once('drain', done);
    stream.once('close', closed);
  });

async function writeCsv(out: PassThrough, header: readonly string[], rows: AsyncIterable<Cell[]>): Promise<void> {
  // The mark lets spreadsheets read Korean.
  out.write(`\uFEFF${csvRow(header)}`);
  for await (const row of rows) {
    if (out.destroyed) throw readerGone();
    if (!out.write(csvRow(row))) await drained(out);
  }
  out.end();
}

async function writeXlsx(
  out: PassThrough,
  { header, rows, row }: { header: readonly string[]; rows: AsyncIterable<Cell[]>; row: ExportRow },
): Promise<void> {
  // Loaded only here: it takes 40 MB that nobody else at rest needs.
  const { default: exceljs } = await import('exceljs');
  const book = new exceljs.stream.xlsx.WorkbookWriter({ stream: out, useStyles: false, useSharedStrings: false });
  const sheet = book.addWorksheet('customers');
  sheet.addRow(header).commit();
  for await (const cells of rows) {
    if (out.destroyed) throw readerGone();
    sheet.addRow(cells.map((cell) => (typeof cell === 'string' ? guardFormula(cell) : cell))).commit();
    if (out.writableNeedDrain) await drained(out);
  }
  sheet.commit();
  // Who took it, when and why goes with the file (PV-56).
  const paper = book.addWorksheet('about');
  paper.addRow(['export', row.listExportId]).commit();
  paper.addRow(['account', row.accountId ?? '']).commit();
  paper.addRow(['at', row.createdAt.toISOString()]).commit();
  paper.addRow(['people', row.people]).commit();
  paper.addRow(['in clear', row.inClear ? 'yes' : 'no']).commit();
  paper.addRow(['reason', guardFormula(row.reason)]).commit();
  paper.commit();
  await book.commit();
}
