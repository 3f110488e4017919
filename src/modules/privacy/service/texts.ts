import { z } from 'zod';
import type { Actor } from '../../../platform/actor.ts';
import { type Db, inTransaction } from '../../../platform/db.ts';
import { AppError } from '../../../shared/errors.ts';
import { newId } from '../../../shared/ids.ts';
import { recordAccess } from '../../staff/index.ts';
import {
  type ConsentText,
  type createTextVersion as createTextEndpoint,
  type Lang,
  zConsentText,
  zHighlight,
} from '../contract/texts.ts';
import { findTextGaps, hashText, readMarks } from '../rules/texts.ts';
import { SHIPPED_TEXTS } from '../shipped/texts.ts';
import {
  findNewestText,
  insertTexts,
  listCurrentTexts,
  listTextRows,
  lockTexts,
  type TextRow,
} from '../store/texts.ts';
import { ensureTexts } from './shipped.ts';

const textOf = (row: TextRow): ConsentText =>
  zConsentText.parse({
    ...row,
    highlights: z.array(zHighlight).parse(row.highlights),
    effectiveFrom: row.effectiveFrom.toISOString(),
  });

/** The shop's first words are in force for whatever its clock says; here it counts from when the shop had them. */
const inForceSince = ({ effectiveFrom, createdAt }: { effectiveFrom: Date; createdAt: Date }) =>
  createdAt > effectiveFrom ? createdAt : effectiveFrom;

/** Every version of every text, the newest first. @throws AppError forbidden */
export async function listTexts(db: Db, actor: Actor) {
  actor.require('privacy:read');
  await ensureTexts(db, actor.workspaceId);
  const rows = await listTextRows(db, actor.workspaceId);
  const order = new Map<string, number>(SHIPPED_TEXTS.map(({ kind }, index) => [kind, index]));
  const place = ({ kind }: { kind: string }) => order.get(kind) ?? SHIPPED_TEXTS.length;
  return rows
    .toSorted((a, b) => place(a) - place(b))
    .map((row) => ({
      ...textOf(row),
      effectiveFrom: inForceSince(row).toISOString(),
      hash: row.hash.toString('hex'),
      people: row.people,
    }));
}

/** The words in force now, by kind, in one language. */
export async function getCurrentTexts(
  db: Db,
  workspaceId: string,
  { lang, now }: { lang: Lang; now: Date },
): Promise<Map<string, ConsentText>> {
  await ensureTexts(db, workspaceId);
  const rows = await listCurrentTexts(db, workspaceId, { lang, now });
  return new Map(rows.map((row) => [row.kind, textOf(row)]));
}

/**
 * Writes a new version of a text; it is in force from now. The same words as the newest version make none (PV-02).
 * @throws AppError forbidden | invalid_input when a part or a highlight is missing (PV-02, PV-09)
 */
export async function createTextVersion(
  db: Db,
  actor: Actor,
  { kind, lang, ...written }: z.output<(typeof createTextEndpoint)['body']>,
  now: Date,
): Promise<{ textVersionId: string; version: number; isNew: boolean }> {
  actor.require('settings:write');
  const { workspaceId } = actor;
  const text = readMarks(written);
  const gaps = findTextGaps(kind, text);
  if (gaps.length > 0) throw incomplete(gaps);
  const hash = hashText(text);
  return inTransaction(db, async (db) => {
    await ensureTexts(db, workspaceId);
    await lockTexts(db, workspaceId);
    const newest = await findNewestText(db, workspaceId, { kind, lang });
    if (newest?.hash.equals(hash)) return { ...newest, isNew: false };
    const textVersionId = newId();
    const version = (newest?.version ?? 0) + 1;
    const { parts, highlights } = text;
    await insertTexts(db, [
      {
        workspaceId,
        textVersionId,
        kind,
        lang,
        version,
        ...parts,
        highlights,
        effectiveFrom: now,
        hash,
        createdBy: actor.accountId,
      },
    ]);
    await recordAccess(db, actor, { action: 'edit', subject: `consent text ${kind} ${lang} ${version}` }, now);
    return { textVersionId, version, isNew: true };
  });
}

function incomplete(gaps: ReturnType<typeof findTextGaps>): AppError {
  return new AppError('invalid_input', 'a consent text lacks something (PV-02, PV-09)', {
    userMessage: {
      ko: '목적, 항목, 보유 기간, 거부할 권리를 모두 적고, 꼭 알아야 할 말은 ▶와 ◀로 감싸 주세요. 아무것도 저장하지 않았어요.',
      en: 'Write purpose, items, period and the right to refuse, and put ▶ ◀ around what people must see. Nothing was stored.',
    },
    details: { issues: gaps.map(({ part, missing }) => ({ path: `body.${part}`, message: `${missing} missing` })) },
  });
}
