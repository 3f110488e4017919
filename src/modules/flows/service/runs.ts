import type { z } from 'zod';
import { listFlowRuns } from '../../../mart/index.ts';
import type { Actor } from '../../../platform/actor.ts';
import type { Db } from '../../../platform/db.ts';
import { maskName } from '../../../shared/mask.ts';
import { recordAccess } from '../../staff/index.ts';
import { listSteps, type listRuns as runsEndpoint, zFlowDocument, zRunState } from '../contract.ts';
import type { Choice } from '../rules.ts';
import { listVersionRows } from '../store.ts';
import { getFlowRow } from './flow.ts';

/** Who is or was in an automation, masked, the latest first. Looking is logged. @throws AppError forbidden | not_found */
export async function listRuns(
  db: Db,
  actor: Actor,
  input: { flowId: string; now: Date } & z.output<typeof runsEndpoint.query>,
): Promise<z.output<(typeof runsEndpoint)['output']>> {
  actor.require('plays:read');
  const { workspaceId } = actor;
  const { flowId, state = null, after = null, limit, now } = input;
  await getFlowRow(db, workspaceId, flowId);
  const [rows, versions] = await Promise.all([
    listFlowRuns(db, { workspaceId, flowId, state, after, limit: limit + 1 }),
    listVersionRows(db, workspaceId, flowId),
  ]);
  await recordAccess(db, actor, { action: 'list', subject: `people of flow ${flowId}` }, now);
  const nameOf = new Map(versions.map(({ version, document }) => [version, readOfferNames(document)]));
  const shown = rows.slice(0, limit);
  return {
    runs: shown.map(({ stepKey, choices, ...row }) => ({
      ...row,
      name: maskName(row.name),
      state: zRunState.parse(row.state),
      stepId: stepKey,
      dueAt: row.dueAt.toISOString(),
      enteredAt: row.enteredAt.toISOString(),
      endedAt: row.endedAt?.toISOString() ?? null,
      chosen: Object.entries(choices).flatMap(([stepId, choice]) => {
        const { key } = choice as Choice;
        return key === null ? [] : (nameOf.get(row.version)?.get(`${stepId} ${key}`) ?? []);
      }),
    })),
    next: rows.length > limit ? (shown.at(-1)?.runId ?? null) : null,
  };
}

function readOfferNames(document: unknown): ReadonlyMap<string, string> {
  const { steps } = zFlowDocument.parse(document);
  return new Map(
    listSteps(steps).flatMap(({ step }) =>
      step.kind === 'choose' ? step.candidates.map(({ key, name }) => [`${step.id} ${key}`, name] as const) : [],
    ),
  );
}
