import { sql } from 'kysely';
import type { Db } from '../../../platform/db.ts';

/** A version of a consent text as it is stored. */
export interface TextRow {
  workspaceId: string;
  textVersionId: string;
  kind: string;
  version: number;
  lang: string;
  title: string;
  purpose: string;
  items: string;
  retention: string;
  refusal: string;
  body: string;
  highlights: unknown;
  effectiveFrom: Date;
  hash: Buffer;
}

/** Every version, the newest first within a kind and language, with the people who hold a consent under it. */
export async function listTextRows(db: Db, workspaceId: string) {
  const { rows } = await sql<TextRow & { createdAt: Date; people: number }>`
    select t.*, (
      select count(*) from privacy.consent_event e
      join privacy.consent c on c.workspace_id = e.workspace_id and c.consent_event_id = e.consent_event_id
      where e.workspace_id = t.workspace_id and e.text_version_id = t.text_version_id and c.state in ('granted', 'reconfirmed')
    ) as people
    from privacy.consent_text t where t.workspace_id = ${workspaceId}::uuid
    order by t.kind, t.lang, t.version desc`.execute(db);
  return rows;
}

/** The version in force of each kind in one language. */
export async function listCurrentTexts(db: Db, workspaceId: string, { lang, now }: { lang: string; now: Date }) {
  const { rows } = await sql<TextRow>`
    select distinct on (kind) * from privacy.consent_text
    where workspace_id = ${workspaceId}::uuid and lang = ${lang} and effective_from <= ${now}::timestamptz
    order by kind, version desc`.execute(db);
  return rows;
}

export async function countShippedTexts(db: Db, workspaceId: string, kinds: readonly string[]): Promise<number> {
  const { rows } = await sql<{ n: number }>`select count(*) as n from privacy.consent_text
    where workspace_id = ${workspaceId}::uuid and version = 1 and kind = any(${[...kinds]}::text[])`.execute(db);
  return rows[0]?.n ?? 0;
}

/** Two who write a text at once do not both get its next number. */
export async function lockTexts(db: Db, workspaceId: string): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${`consent_text ${workspaceId}`}, 0))`.execute(db);
}

export function findNewestText(db: Db, workspaceId: string, { kind, lang }: { kind: string; lang: string }) {
  return db
    .selectFrom('privacy.consentText')
    .select(['textVersionId', 'version', 'hash'])
    .where('workspaceId', '=', workspaceId)
    .where('kind', '=', kind)
    .where('lang', '=', lang)
    .orderBy('version', 'desc')
    .limit(1)
    .executeTakeFirst();
}

export function insertTexts(db: Db, texts: readonly (TextRow & { createdBy: string | null })[]) {
  return db
    .insertInto('privacy.consentText')
    .values(texts.map((text) => ({ ...text, highlights: JSON.stringify(text.highlights) })))
    .onConflict((oc) => oc.columns(['workspaceId', 'kind', 'lang', 'version']).doNothing())
    .execute();
}
