import { existsSync } from 'node:fs';
import { readFile, utimes, writeFile } from 'node:fs/promises';
import { z } from 'zod';
import type { Actor } from '../../../platform/actor.ts';
import type { Config } from '../../../platform/config.ts';
import type { Context } from '../../../platform/context.ts';
import type { Db } from '../../../platform/db.ts';
import { AppError } from '../../../shared/errors.ts';
import { maskEmail, maskName, maskPhone } from '../../../shared/mask.ts';
import { formatPhone } from '../../../shared/phone.ts';
import { listSharedContacts, listTold, type ToldOfSharer } from '../../customers/index.ts';
import { recordAccess } from '../../staff/index.ts';
import type { DoubtfulRow, ImportResult } from '../contract.ts';
import { doubtfulPath } from '../service/uploads.ts';
import { findBatch } from '../store.ts';

/** People told in the result of a dry run itself. */
const MAX_EXAMPLES = 20;
/** People kept to be paged through; who has more to look at looks at the duplicates afterwards. */
const MAX_KEPT = 5_000;

const zTold = z.object({
  customerId: z.string(),
  line: z.number().nullable(),
  name: z.string(),
  birthDate: z.string().nullable(),
  phones: z.array(z.string()),
  emails: z.array(z.string()),
});
/** Of somebody who was here before the file only who she is: what is known of her is read when it is shown, while it is known. */
const zHere = z.union([zTold.extend({ line: z.number() }), z.object({ customerId: z.string(), line: z.null() })]);
const zKept = z.array(z.object({ kind: z.string(), made: zTold, here: zHere }));
type Kept = z.infer<typeof zKept>;

const maskValue = (kind: string, value: string) =>
  kind === 'email' ? maskEmail(value) : kind === 'card' ? `···${value.slice(-4)}` : maskPhone(value);

/**
 * People whom a batch made although somebody of another name stands on the same number or address: families share numbers
 * (OP-04), so nobody is merged, and a person has to look. Examples only of a dry run, whose people are gone afterwards: with
 * `keepIn` all of them are kept in a file as long as the upload itself, because they are as personal as it is.
 * Nothing that is known of people from before is in it: who is destroyed meanwhile is gone from there too (PV-24).
 */
export async function findDoubtful(
  db: Db,
  batch: { workspaceId: string; batchId: string; dryRun: boolean; keepIn?: { config: Config; now: Date } | undefined },
): Promise<ImportResult['doubtful']> {
  const { workspaceId, batchId, dryRun, keepIn } = batch;
  const limit = dryRun ? (keepIn ? MAX_KEPT : MAX_EXAMPLES) : 0;
  const { count, sameName, pairs } = await listSharedContacts(db, { workspaceId, batchId, limit });
  if (keepIn && pairs.length > 0) {
    const file = doubtfulPath(keepIn.config, batchId);
    const kept: Kept = pairs.map(({ kind, made, here: { line, ...here } }) => ({
      kind,
      made,
      here: line === null ? { customerId: here.customerId, line } : { ...here, line },
    }));
    await writeFile(file, JSON.stringify(kept), { mode: 0o600 });
    // As old as everything else of this moment: the clean-up judges files by their age.
    await utimes(file, keepIn.now, keepIn.now);
  }
  const examples = pairs.slice(0, MAX_EXAMPLES).map(({ kind, value, made, here }) => ({
    name: maskName(made.name),
    contact: maskValue(kind, value),
    contactKind: kind,
    here: { customerId: here.customerId, name: maskName(here.name) },
  }));
  return { count, sameName, examples };
}

interface Page {
  batchId: string;
  offset: number;
  limit: number;
}

async function readKept(context: Context, actor: Actor, batchId: string): Promise<Kept> {
  const row = await findBatch(context.database.of(actor.workspaceId), actor.workspaceId, batchId);
  if (!row) throw new AppError('not_found', 'no such batch');
  const file = doubtfulPath(context.config, batchId);
  return existsSync(file) ? zKept.parse(JSON.parse(await readFile(file, 'utf8'))) : [];
}

type Pair = Pick<Kept[number], 'kind' | 'made'> & { here: ToldOfSharer };

/** A page of them, with what is known now of those who were here before; who is gone since needs no look. */
async function readPage(context: Context, actor: Actor, { batchId, offset, limit }: Page) {
  const kept = await readKept(context, actor, batchId);
  const page = kept.slice(offset, offset + limit);
  const ids = page.flatMap(({ here }) => (here.line === null ? [here.customerId] : []));
  const known = await listTold(context.database.of(actor.workspaceId), actor.workspaceId, ids);
  const pairs = page.flatMap(({ kind, made, here }): Pair[] => {
    const told = here.line === null ? known.get(here.customerId) : here;
    return told ? [{ kind, made, here: told }] : [];
  });
  return { total: kept.length, pairs };
}

/** What the file says of a person and what is known of the other, field by field; what both leave empty is left out. */
function compare(made: ToldOfSharer, here: ToldOfSharer, isClear: boolean): DoubtfulRow['fields'] {
  const mask = (shown: (text: string) => string) => (text: string) => (isClear || text === '' ? text : shown(text));
  const list = (values: readonly string[], shown: (text: string) => string) => values.map(shown).join(', ');
  const name = mask(maskName);
  const day = mask((text) => `${text.slice(0, 4)}-**-**`);
  const phone = (text: string) => (isClear ? formatPhone(text) : maskPhone(text));
  const email = mask(maskEmail);
  const of = (told: ToldOfSharer) => ({
    name: [told.name, name(told.name)],
    birthDate: [told.birthDate ?? '', day(told.birthDate ?? '')],
    phone: [told.phones.join(), list(told.phones, phone)],
    email: [told.emails.join(), list(told.emails, email)],
  });
  const [one, other] = [of(made), of(here)];
  return (['name', 'birthDate', 'phone', 'email'] as const).flatMap((field) => {
    const [[plain = '', file = ''], [plainHere = '', shownHere = '']] = [one[field], other[field]];
    return plain === '' && plainHere === '' ? [] : [{ field, file, here: shownHere, differs: plain !== plainHere }];
  });
}

const toRow =
  (isClear: boolean) =>
  ({ kind, made, here }: Pair): DoubtfulRow => ({
    line: made.line,
    sharedField: kind,
    here: { customerId: here.line === null ? here.customerId : null, line: here.line },
    fields: compare(made, here, isClear),
  });

/** Those of a dry run who need a look, a page of them, masked. None once the upload is gone. @throws AppError forbidden | not_found */
export async function listDoubtful(context: Context, actor: Actor, page: Page) {
  actor.require('imports:run');
  const { total, pairs } = await readPage(context, actor, page);
  return { total, rows: pairs.map(toRow(false)) };
}

/** The same page in clear; each person who is known here is on record as looked at (PV-55, PV-58). @throws AppError forbidden | not_found */
export async function revealDoubtful(
  context: Context,
  actor: Actor,
  { batchId, offset, limit, now }: Page & { now: Date },
) {
  actor.require('imports:run');
  actor.require('customers:unmask');
  const { pairs: rows } = await readPage(context, actor, { batchId, offset, limit });
  const db = context.database.of(actor.workspaceId);
  const result = `${rows.length} rows`;
  await recordAccess(db, actor, { action: 'unmask', subject: `people to look at of batch ${batchId}`, result }, now);
  for (const { here } of rows) {
    if (here.line === null) await recordAccess(db, actor, { action: 'unmask', subject: here.customerId }, now);
  }
  return { rows: rows.map(toRow(true)) };
}
