import type { Db } from '../platform/db.ts';
import { defineQuery } from './query.ts';

/** What became of some who met an automation's trigger lately, why, and how many of them have bought since. */
export interface FlowFate {
  fate: 'reached' | 'waiting' | 'not_sent' | 'holdout' | 'left_out' | 'inside' | 'passed';
  /** Why nothing went to them; empty where something did, or where nothing was to go. */
  reason: string;
  people: number;
  came: number;
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

const lately = defineQuery<FlowFate & { flowId: string }, 'workspaceId' | 'since'>('flow_lately');
const run = defineQuery<FlowRun, 'workspaceId' | 'flowId' | 'state' | 'after' | 'limit'>('flow_run');

/** What became of people in each automation since an instant, most first; one that nobody met is absent. */
export async function countLately(
  db: Db,
  input: { workspaceId: string; since: Date },
): Promise<ReadonlyMap<string, FlowFate[]>> {
  return Map.groupBy(await lately.run(db, input), ({ flowId }) => flowId);
}

/** Runs of one automation, the latest entered first; `state` and `after` (the last run of the page before) may be null. */
export function listFlowRuns(
  db: Db,
  input: { workspaceId: string; flowId: string; state: string | null; after: string | null; limit: number },
): Promise<FlowRun[]> {
  return run.run(db, input);
}
