import type { Db } from '../../../platform/db.ts';
import { newId } from '../../../shared/ids.ts';
import { hashText, readMarks } from '../rules/texts.ts';
import { SHIPPED_FIELDS, SHIPPED_PURPOSES } from '../shipped/registry.ts';
import { SHIPPED_TEXTS } from '../shipped/texts.ts';
import { countFields, insertShippedFields, insertShippedPurposes } from '../store/registry.ts';
import { countShippedTexts, insertTexts } from '../store/texts.ts';

/** The product's own moment for what it ships: before anybody could be asked. */
const SHIPPED_ON = '2026-01-01';
const SHIPPED_AT = new Date(`${SHIPPED_ON}T00:00:00+09:00`);

/**
 * Gives a shop the purposes and fields that the product comes with, once: what it has and changed stays. Asked before
 * every use of the registry, because shops are older than some fields.
 */
export async function ensureRegistry(db: Db, workspaceId: string, today: string): Promise<void> {
  const known = await countFields(
    db,
    workspaceId,
    SHIPPED_FIELDS.map(({ fieldKey }) => fieldKey),
  );
  if (known === SHIPPED_FIELDS.length) return;
  await insertShippedPurposes(db, workspaceId, SHIPPED_PURPOSES);
  await insertShippedFields(db, workspaceId, SHIPPED_FIELDS, today);
}

const LANGS = ['ko', 'en'] as const;

/** Gives a shop the first version of each shipped consent text in both languages, once. */
export async function ensureTexts(db: Db, workspaceId: string): Promise<void> {
  const kinds = SHIPPED_TEXTS.map(({ kind }) => kind);
  if ((await countShippedTexts(db, workspaceId, kinds)) >= kinds.length * LANGS.length) return;
  const rows = SHIPPED_TEXTS.flatMap(({ kind, words }) =>
    LANGS.map((lang) => {
      const text = readMarks({ ...words[lang], body: '' });
      return {
        workspaceId,
        textVersionId: newId(),
        kind,
        version: 1,
        lang,
        ...text.parts,
        highlights: text.highlights,
        effectiveFrom: SHIPPED_AT,
        hash: hashText(text),
        createdBy: null,
      };
    }),
  );
  await insertTexts(db, rows);
}
