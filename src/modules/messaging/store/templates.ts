import type { Db } from '../../../platform/db.ts';

export interface TemplateRow {
  workspaceId: string;
  templateId: string;
  name: string;
  channel: string;
  class: string;
  locale: string;
  subject: string;
  body: string;
  about: string;
  starter: string;
  justification: string;
  createdAt: Date;
  updatedAt: Date;
}

export function listTemplateRows(db: Db, workspaceId: string) {
  return db
    .selectFrom('messaging.template')
    .selectAll()
    .where('workspaceId', '=', workspaceId)
    .orderBy('updatedAt', 'desc')
    .orderBy('templateId')
    .execute();
}

export function findTemplate(db: Db, workspaceId: string, templateId: string) {
  return db
    .selectFrom('messaging.template')
    .selectAll()
    .where('workspaceId', '=', workspaceId)
    .where('templateId', '=', templateId)
    .executeTakeFirst();
}

export function insertTemplate(db: Db, row: TemplateRow) {
  return db.insertInto('messaging.template').values(row).returningAll().executeTakeFirstOrThrow();
}

/** Changes a template while its review stands where we think; undefined when it has moved on. */
export function updateTemplateIn(
  db: Db,
  input: {
    workspaceId: string;
    templateId: string;
    states: readonly string[];
    change: Partial<Omit<TemplateRow, 'workspaceId' | 'templateId'>> & {
      providerCode?: string;
      providerText?: string;
      reviewState?: string;
      reviewReason?: string;
      reviewedAt?: Date | null;
    };
  },
) {
  return db
    .updateTable('messaging.template')
    .set(input.change)
    .where('workspaceId', '=', input.workspaceId)
    .where('templateId', '=', input.templateId)
    .where('reviewState', 'in', [...input.states])
    .returningAll()
    .executeTakeFirst();
}

export function deleteTemplate(db: Db, workspaceId: string, templateId: string) {
  return db
    .deleteFrom('messaging.template')
    .where('workspaceId', '=', workspaceId)
    .where('templateId', '=', templateId)
    .returning('templateId')
    .executeTakeFirst();
}
