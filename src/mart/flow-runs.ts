import type { Db } from '../platform/db.ts';
import { defineQuery } from './query.ts';

/** What an automation did lately: people reached, of them those who have bought since, people held out. */
export interface FlowLately {
  reached: number;
  came: number;
  heldOut: number;
}

/** One time a person was in an automation. */
export interface FlowRun {
  runId: string;
  customerId: string;
  name: string;
  state: string;
  version: number;
  round: number;
  stepKey: string | null;
  dueAt: Date;
  reason: string;
  enteredAt: Date;
  endedAt: Date | null;
  choices: Record<string, unknown>;
}

const lately = defineQuery<FlowLately & { flowId: string }, 'workspaceId' | 'since'>('flow_lately');
const run = defineQuery<FlowRun, 'workspaceId' | 'flowId' | 'state' | 'after' | 'limit'>('flow_run');

/** What each automation did since an instant; one that reached nobody is absent. */
export async function countLately(
  db: Db,
  input: { workspaceId: string; since: Date },
): Promise<ReadonlyMap<string, FlowLately>> {
  const rows = await lately.run(db, input);
  return new Map(rows.map(({ flowId, reached, came, heldOut }) => [flowId, { reached, came, heldOut }]));
}

/** Runs of one automation, the latest entered first; `state` and `after` (the last run of the page before) may be null. */
export function listFlowRuns(
  db: Db,
  input: { workspaceId: string; flowId: string; state: string | null; after: string | null; limit: number },
): Promise<FlowRun[]> {
  return run.run(db, input);
}
