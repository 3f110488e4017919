import type { Context } from '../../../platform/context.ts';
import { type Db, inTransaction } from '../../../platform/db.ts';
import { legalRule } from '../../privacy/index.ts';
import { getWorkspace, type Workspace } from '../../workspace/index.ts';
import { listArms } from '../contract/arms.ts';
import { DEFAULT_HOLDOUT_RATE } from '../rules/index.ts';
import { findAssigned, lockPlay, type PlayRow } from '../store.ts';
import { decideAudience, ITEM_SOLD_OUT } from './audience.ts';
import { sumMonth } from './budget.ts';
import { drawArms, handOut } from './hand-out.ts';
import { toPlay } from './play.ts';
import { getPolicy } from './policy.ts';

/** What became of people who were to enter a rolling play. */
export interface Entered {
  treated: number;
  holdout: number;
  queued: number;
  /** In the play already: a person enters once. */
  before: number;
  excluded: { reason: string; count: number }[];
  /** Those for whom this month’s ceiling leaves nothing: they were not drawn. */
  unpaid: string[];
  /** Those who came while what is offered was sold out: they were not drawn. */
  soldOut: string[];
}

/**
 * Lets people enter a running play of kind `rolling` now, as the step of an automation does: whether each may be written
 * to is asked, her arm is drawn by the play's own salt, she is held out or gets coupon and message at once. Her counting
 * window begins with `now`. Who is in the play already is left as she is, so a repeated call changes nothing; a play that
 * does not run lets nobody in, and of a month's ceiling no more come in than it pays for.
 */
export async function enterPlay(
  context: Context,
  input: { workspaceId: string; playId: string; customerIds: readonly string[]; today: string; now: Date },
): Promise<Entered> {
  const { workspaceId, playId, today, now } = input;
  const workspace = await getWorkspace(context.database.of(workspaceId), workspaceId);
  return inTransaction(context.database.of(workspaceId), async (db) => {
    // Held to the end: two steps that let the same person in at once must see one another.
    const row = await lockPlay(db, workspaceId, playId);
    const nobody = { treated: 0, holdout: 0, queued: 0, before: 0, excluded: [], unpaid: [], soldOut: [] };
    if (row?.kind !== 'rolling' || row.state !== 'running') return nobody;
    const play = toPlay(row);
    const asked = [...new Set(input.customerIds)];
    const known = await findAssigned(db, { workspaceId, playId, customerIds: asked });
    const customerIds = asked.filter((customerId) => !known.has(customerId));
    if (customerIds.length === 0) return { ...nobody, before: known.size };
    const { eligible: mayEnter, excluded } = await decideAudience(context, db, {
      workspaceId,
      play,
      customerIds,
      today,
      now,
    });
    if (excluded.some(({ reason }) => reason === ITEM_SOLD_OUT)) {
      return { ...nobody, before: known.size, excluded, soldOut: customerIds };
    }
    // What everybody would cost is not known when an automation begins: the month's ceiling is asked at every step.
    const room = await countPayable(db, { workspace, row, today });
    const [eligible, rest] = [mayEnter.slice(0, room), mayEnter.slice(room)];
    const unpaid = rest.map(({ recipient }) => recipient.customerId);
    if (unpaid.length > 0) excluded.push({ reason: 'month_spent', count: unpaid.length });
    const drawn = drawArms(eligible, {
      playId,
      seed: row.seed,
      holdoutRate: row.holdoutRate ?? DEFAULT_HOLDOUT_RATE,
      arms: listArms(play).length,
    });
    const queued = await handOut(context, db, { workspace, play, drawn, today, now, enteredAt: now });
    const treated = drawn.filter(({ variant }) => variant !== null).length;
    return { treated, holdout: drawn.length - treated, queued, before: known.size, excluded, unpaid, soldOut: [] };
  });
}

/**
 * How many people the rest of the month's ceiling pays a message for, VAT in it. As many as like where the shop has set none
 * or the play costs nothing; an offer without a message costs when it is redeemed, so it ends with the ceiling.
 */
async function countPayable(
  db: Db,
  { workspace, row, today }: { workspace: Workspace; row: PlayRow; today: string },
): Promise<number> {
  const { monthlyBudgetMinor } = await getPolicy(db, workspace.workspaceId);
  const play = toPlay(row);
  const isFree = play.channel === 'none' && play.offer.kind === 'none';
  if (monthlyBudgetMinor === null || isFree) return Number.POSITIVE_INFINITY;
  const left = monthlyBudgetMinor - (await sumMonth(db, workspace, today));
  if (left <= 0) return 0;
  const eachMinor = (row.messagePriceMinor ?? 0) * (1 + legalRule('vat_rate', row.launchedOn ?? today));
  return eachMinor > 0 ? Math.floor(left / eachMinor) : Number.POSITIVE_INFINITY;
}
