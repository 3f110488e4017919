import type { Db } from '../../../platform/db.ts';
import { AppError } from '../../../shared/errors.ts';
import { businessDayOf } from '../../../shared/time.ts';
import { findNames, type Names, type Rule } from '../../segments/index.ts';
import { getWorkspace } from '../../workspace/index.ts';
import { type Flow, type FlowDocument, listSteps, zFlow, zFlowDocument, zReadyKey } from '../contract.ts';
import type { FlowMoment } from '../enter.ts';
import { describeFlow, listLines } from '../sentence.ts';
import { type FlowRow, findFlow } from '../store.ts';

/** The shop's moment: its own clock, which in the demo runs ahead. */
export async function momentAt(db: Db, workspaceId: string, now: Date): Promise<FlowMoment> {
  const workspace = await getWorkspace(db, workspaceId);
  return { workspaceId, workspace, today: businessDayOf(now, workspace), now };
}

/** @throws AppError not_found */
export async function getFlowRow(db: Db, workspaceId: string, flowId: string): Promise<FlowRow> {
  const row = await findFlow(db, workspaceId, flowId);
  if (!row) throw new AppError('not_found', 'no such flow');
  return row;
}

/** Every rule a document asks with: the words of all of them are looked up at once. */
export function rulesOf({ trigger, exitWhen, steps }: FlowDocument): Rule[] {
  const ofSteps = listSteps(steps).flatMap(({ step }) => {
    if (step.kind === 'branch') return [step.rule];
    return step.kind === 'choose' ? step.candidates.flatMap(({ when }) => when ?? []) : [];
  });
  const ofTrigger: Rule[] =
    trigger.kind === 'manual'
      ? [trigger.rule]
      : trigger.kind === 'group'
        ? [{ fact: 'group', segmentId: trigger.segmentId }]
        : [];
  return [...ofTrigger, ...(exitWhen ? [exitWhen] : []), ...ofSteps];
}

export function toFlow(row: FlowRow, names: Names): Flow {
  const document = zFlowDocument.parse(row.document);
  return {
    flowId: row.flowId,
    readyKey: row.readyKey === null ? null : zReadyKey.parse(row.readyKey),
    name: row.name,
    state: zFlow.shape.state.parse(row.state),
    version: row.version,
    document,
    sentence: describeFlow(document, names),
    lines: listLines(document.steps, names),
    switchedOnAt: row.switchedOnAt?.toISOString() ?? null,
    switchedOffAt: row.switchedOffAt?.toISOString() ?? null,
    askedAt: row.askedAt?.toISOString() ?? null,
    sentBackNote: row.sentBackNote,
  };
}

export async function sayFlow(db: Db, row: FlowRow): Promise<Flow> {
  return toFlow(row, await findNames(db, row.workspaceId, rulesOf(zFlowDocument.parse(row.document))));
}
