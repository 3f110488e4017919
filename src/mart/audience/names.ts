import { sql } from 'kysely';
import { z } from 'zod';
import type { Db } from '../../platform/db.ts';
import { type AudienceRule, conditionsOf } from './rule.ts';

/** A field of the shop's own: what it is called, and its choices. */
interface FieldNames {
  label: { ko: string; en: string };
  choices: Readonly<Record<string, { ko: string; en: string }>>;
}

/** What the ids in a rule are called; an id that is gone has no name. */
export interface RuleNames {
  items: Readonly<Record<string, string>>;
  tags: Readonly<Record<string, string>>;
  groups: Readonly<Record<string, string>>;
  plays: Readonly<Record<string, string>>;
  /** Every level of the points' rules, where a rule asks for one: somebody may hold another than it names. */
  levels: Readonly<Record<string, string>>;
  fields: Readonly<Record<string, FieldNames>>;
}

const zChoices = z.array(z.object({ key: z.string(), label: z.object({ ko: z.string(), en: z.string() }) }));

/** Names of everything some rules speak of, so that they can be said in a sentence. */
export async function findRuleNames(
  db: Db,
  { workspaceId, rules }: { workspaceId: string; rules: readonly AudienceRule[] },
): Promise<RuleNames> {
  const conditions = rules.flatMap(conditionsOf);
  const ids = {
    items: conditions.flatMap((one) => (one.fact === 'bought' || one.fact === 'ordered' ? (one.itemIds ?? []) : [])),
    tags: conditions.flatMap((one) => (one.fact === 'tag' ? one.in : [])),
    groups: conditions.flatMap((one) => (one.fact === 'group' ? [one.segmentId] : [])),
    plays: conditions.flatMap((one) => (one.fact === 'play' ? (one.playIds ?? []) : [])),
    fields: conditions.flatMap((one) => (one.fact === 'field' ? [one.key] : [])),
    levels: conditions.flatMap((one) => (one.fact === 'level' ? one.in : [])),
  };
  const none: RuleNames = { items: {}, tags: {}, groups: {}, plays: {}, levels: {}, fields: {} };
  if (Object.values(ids).every((list) => list.length === 0)) return none;
  const names = (kind: string, table: string, id: string, list: readonly string[]) =>
    sql`select ${kind}::text as kind, ${sql.ref(id)}::text as key, name, null::text as name_en, null::jsonb as choices
      from ${sql.table(table)} where workspace_id = ${workspaceId}::uuid and ${sql.ref(id)} = any(${[...list]}::uuid[])`;
  const { rows } = await sql<{ kind: keyof RuleNames; key: string; name: string; nameEn: string; choices: unknown }>`
    ${names('items', 'menu.item', 'item_id', ids.items)}
    union all ${names('tags', 'customers.tag', 'tag_id', ids.tags)}
    union all ${names('groups', 'segments.segment', 'segment_id', ids.groups)}
    union all ${names('plays', 'plays.play', 'play_id', ids.plays)}
    union all select 'levels', l.level ->> 'key', l.level ->> 'name', null, null
      from (select settings from loyalty.programme where workspace_id = ${workspaceId}::uuid and ${ids.levels.length > 0}
        order by version desc limit 1) latest
      cross join lateral jsonb_array_elements(latest.settings -> 'tiers' -> 'levels') as l (level)
    union all select 'fields', field_key, label_ko, label_en, choices from customers.field
      where workspace_id = ${workspaceId}::uuid and field_key = any(${ids.fields}::text[])`.execute(db);
  const of = (kind: keyof RuleNames) => rows.filter((row) => row.kind === kind);
  const byKey = (kind: keyof RuleNames) => Object.fromEntries(of(kind).map(({ key, name }) => [key, name]));
  return {
    items: byKey('items'),
    tags: byKey('tags'),
    groups: byKey('groups'),
    plays: byKey('plays'),
    levels: byKey('levels'),
    fields: Object.fromEntries(
      of('fields').map(({ key, name, nameEn, choices }) => [
        key,
        {
          label: { ko: name, en: nameEn },
          choices: Object.fromEntries(zChoices.parse(choices).map((choice) => [choice.key, choice.label])),
        },
      ]),
    ),
  };
}
