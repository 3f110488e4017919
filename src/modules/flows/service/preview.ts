import type { z } from 'zod';
import type { Actor } from '../../../platform/actor.ts';
import type { Context } from '../../../platform/context.ts';
import { findNames } from '../../segments/index.ts';
import { type checkFlow as checkEndpoint, type FlowPreview, zFlowDocument } from '../contract.ts';
import { listDocumentWarnings, previewDocument } from '../preview.ts';
import { readProblems } from '../rules.ts';
import { describeFlow, describeTrigger, listLines } from '../sentence.ts';
import { steerToSurplus } from '../surplus.ts';
import { getFlowRow, momentAt, rulesOf } from './flow.ts';

/** What would happen if it were switched on now; reads only. @throws AppError forbidden | not_found */
export async function previewFlow(
  context: Context,
  actor: Actor,
  { flowId, now }: { flowId: string; now: Date },
): Promise<FlowPreview> {
  actor.require('plays:read');
  const { workspaceId } = actor;
  const db = context.database.of(workspaceId);
  const [row, moment] = await Promise.all([getFlowRow(db, workspaceId, flowId), momentAt(db, workspaceId, now)]);
  const document = await steerToSurplus(
    db,
    { readyKey: row.readyKey, document: zFlowDocument.parse(row.document) },
    moment,
  );
  return previewDocument(context, moment, { flowId, document });
}

/** The words of a document that is being written, and what is wrong with it at which step; reads only. @throws AppError forbidden */
export async function checkFlow(
  context: Context,
  actor: Actor,
  { document: written, now }: { document: unknown; now: Date },
): Promise<z.output<(typeof checkEndpoint)['output']>> {
  actor.require('plays:write');
  const { workspaceId } = actor;
  const read = zFlowDocument.safeParse(written);
  if (!read.success) {
    return {
      sentence: null,
      trigger: null,
      lines: [],
      problems: readProblems(written, read.error.issues),
      warnings: [],
    };
  }
  const document = read.data;
  const db = context.database.of(workspaceId);
  const names = await findNames(db, workspaceId, rulesOf(document));
  return {
    sentence: describeFlow(document, names),
    trigger: describeTrigger(document.trigger, names),
    lines: listLines(document.steps, names),
    problems: [],
    warnings: await listDocumentWarnings(context, await momentAt(db, workspaceId, now), document),
  };
}
