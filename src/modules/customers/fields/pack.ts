import { z } from 'zod';
import type { Actor } from '../../../platform/actor.ts';
import { type Db, inTransaction } from '../../../platform/db.ts';
import { defineJob } from '../../../platform/jobs.ts';
import { AppError } from '../../../shared/errors.ts';
import { newId } from '../../../shared/ids.ts';
import { recordAccess } from '../../staff/index.ts';
import { getPack, getWorkspace, type Pack, setPack, type Workspace, zPackKey } from '../../workspace/index.ts';
import { readFields } from './definitions.ts';
import { registerFields } from './registry.ts';
import { decidePackChange, type PackChange } from './rules.ts';
import { countPeopleByField, insertFields, setFieldsArchived } from './store.ts';
import { listTagRows, setTagsArchived, upsertTags } from './tag-store.ts';

function packOf(key: string): Pack {
  const parsed = zPackKey.safeParse(key);
  if (!parsed.success) {
    throw new AppError('not_found', 'no such pack', {
      userMessage: { ko: '그런 업종이 없어요.', en: 'There is no such kind of shop.' },
    });
  }
  return getPack(parsed.data);
}

async function decideChange(db: Db, workspaceId: string, pack: Pack) {
  const [fields, tags] = await Promise.all([readFields(db, workspaceId), listTagRows(db, workspaceId)]);
  const change = decidePackChange(
    {
      fields,
      tags: tags.map(({ tagId, packKey, archivedAt }) => ({ tagId, packKey, isArchived: archivedAt !== null })),
    },
    {
      fields: pack.fields.map(({ key, type }) => ({ fieldKey: key, type })),
      tagKeys: pack.tags.map(({ key }) => key),
    },
  );
  return { change, fields, tags };
}

/** Tags are written in the language of the country; fields have both. */
const tagName = (workspace: Workspace, tag: Pack['tags'][number]) => tag.name[workspace.country === 'KR' ? 'ko' : 'en'];

/** What applying a pack would change. @throws AppError forbidden | not_found */
export async function previewPack(db: Db, actor: Actor, key: string) {
  actor.require('settings:write');
  const { workspaceId } = actor;
  const pack = packOf(key);
  const workspace = await getWorkspace(db, workspaceId);
  const { change, fields, tags } = await decideChange(db, workspaceId, pack);
  const people = await countPeopleByField(db, workspaceId, [...change.show, ...change.hide]);
  const held = (fieldKey: string) => {
    const field = fields.find((one) => one.fieldKey === fieldKey);
    return field ? [{ fieldKey, label: field.label, type: field.type, people: people.get(fieldKey) ?? 0 }] : [];
  };
  const made = (fieldKey: string) =>
    pack.fields
      .filter((field) => field.key === fieldKey)
      .map(({ label, type }) => ({ fieldKey, label, type, people: 0 }));
  const ofPacks = [...pack.tags, ...getPack(workspace.pack).tags];
  // A tag keeps the name it was made with; whoever reads another language is told what it means.
  const saidTag = (name: string, packKey: string | null) => {
    const own = ofPacks.find((tag) => tag.key === packKey && tagName(workspace, tag) === name);
    const said = own?.name[actor.locale] ?? name;
    return said === name ? name : `${said} (${name})`;
  };
  const names = (ids: readonly string[]) =>
    tags.filter(({ tagId }) => ids.includes(tagId)).map(({ name, packKey }) => saidTag(name, packKey));
  return {
    current: workspace.pack,
    coming: [...change.create.flatMap(made), ...change.show.flatMap(held)],
    hidden: change.hide.flatMap(held),
    tagsComing: [
      ...pack.tags
        .filter((tag) => change.createTags.includes(tag.key))
        .map((tag) => saidTag(tagName(workspace, tag), tag.key)),
      ...names(change.showTags),
    ],
    tagsHidden: names(change.hideTags),
  };
}

async function changeTo(
  db: Db,
  { workspace, pack, accountId, now }: { workspace: Workspace; pack: Pack; accountId: string | null; now: Date },
): Promise<PackChange> {
  const { workspaceId } = workspace;
  const { change, fields } = await decideChange(db, workspaceId, pack);
  const created = pack.fields.filter((field) => change.create.includes(field.key));
  if (created.length > 0) {
    await insertFields(
      db,
      created.map((field, at) => ({
        workspaceId,
        fieldKey: field.key,
        labelKo: field.label.ko,
        labelEn: field.label.en,
        type: field.type,
        choices: JSON.stringify(field.choices),
        isStage: field.isStage,
        purposeKey: field.purposeKey,
        retentionDays: null,
        pack: pack.key,
        position: fields.length + at,
        createdBy: accountId,
        createdAt: now,
        updatedAt: now,
      })),
    );
    await registerFields(db, workspaceId, {
      fields: created.map(({ key, ...field }) => ({ ...field, fieldKey: key })),
      now,
    });
  }
  await setFieldsArchived(db, workspaceId, change.show, { archivedAt: null, pack: pack.key, updatedAt: now });
  await setFieldsArchived(db, workspaceId, change.hide, { archivedAt: now, updatedAt: now });
  const newTags = pack.tags.filter((tag) => change.createTags.includes(tag.key));
  if (newTags.length > 0) {
    await upsertTags(db, {
      workspaceId,
      tags: newTags.map((tag) => ({ tagId: newId(), name: tagName(workspace, tag), packKey: tag.key })),
      accountId,
      at: now,
    });
  }
  await setTagsArchived(db, workspaceId, change.showTags, null);
  await setTagsArchived(db, workspaceId, change.hideTags, now);
  return change;
}

/**
 * Applies a pack: its words, fields and tags come, those of the pack before are hidden. Values are never touched: they are
 * there again when their pack is. `general` takes a pack off without another. @throws AppError forbidden | not_found
 */
export async function applyPack(db: Db, actor: Actor, key: string, now: Date) {
  actor.require('settings:write');
  const { workspaceId, accountId } = actor;
  const pack = packOf(key);
  return inTransaction(db, async (db) => {
    const workspace = await getWorkspace(db, workspaceId);
    const change = await changeTo(db, { workspace, pack, accountId, now });
    await setPack(db, workspaceId, pack.key);
    await recordAccess(db, actor, { action: 'edit', subject: `pack ${workspace.pack} to ${pack.key}` }, now);
    return { pack: pack.key, coming: change.create.length + change.show.length, hidden: change.hide.length };
  });
}

/** Gives a new shop the fields and tags of its business type; once done, doing it again changes nothing. */
export const openingPackJob = defineJob({
  name: 'customers.openingPack',
  payload: z.object({ workspaceId: z.uuid() }),
  async run(context, { workspaceId }) {
    await inTransaction(context.database.of(workspaceId), async (db) => {
      const workspace = await getWorkspace(db, workspaceId);
      await changeTo(db, { workspace, pack: getPack(workspace.pack), accountId: null, now: context.clock.now() });
    });
  },
});
