import { z } from 'zod';
import type { Db } from '../../../platform/db.ts';
import { AppError } from '../../../shared/errors.ts';
import { zBoundedRule } from '../../segments/index.ts';
import {
  type Play,
  type PlayDraft,
  zExclusion,
  zOffer,
  zOffline,
  zPlayChannel,
  zPlayDraft,
  zPlayKind,
  zPlayMessage,
} from '../contract/play.ts';
import { findPlay, type PlayRow, type PlayValues } from '../store.ts';

const zExclusions = z.array(zExclusion);
const zCode = z.object({ code: z.string() });

/** A stored play as the screens know it. */
export function toPlay(row: PlayRow): Play {
  return {
    playId: row.playId,
    name: row.name,
    hypothesis: row.hypothesis,
    segmentId: row.segmentId,
    rule: zBoundedRule.parse(row.rule),
    channel: zPlayChannel.parse(row.channel),
    offer: zOffer.parse(row.offer),
    message: zPlayMessage.parse(row.message),
    holdoutRate: row.holdoutRate,
    measureDays: row.measureDays,
    fixedCostMinor: row.fixedCostMinor,
    version: row.version,
    previousPlayId: row.previousPlayId,
    state: row.state as Play['state'],
    launchedOn: row.launchedOn,
    launchedAt: row.launchedAt?.toISOString() ?? null,
    plannedEndOn: row.plannedEndOn,
    stoppedAt: row.stoppedAt?.toISOString() ?? null,
    finishedAt: row.finishedAt?.toISOString() ?? null,
    kind: zPlayKind.parse(row.kind),
    armName: row.armName,
    otherArms: zPlayDraft.shape.otherArms.parse(row.otherArms),
    budgetMinor: row.budgetMinor,
    offline: row.offline === null ? null : zOffline.parse(row.offline),
    code: row.offline === null ? '' : zCode.parse(row.offline).code,
    leavesAt: row.leavesAt?.toISOString() ?? null,
    askedAt: row.askedAt?.toISOString() ?? null,
    approvedAt: row.approvedAt?.toISOString() ?? null,
    sentBackNote: row.sentBackNote,
    excluded: row.excluded === null ? [] : zExclusions.parse(row.excluded),
    decision: row.decision as Play['decision'],
    learning: row.learning,
    createdAt: row.createdAt.toISOString(),
  };
}

/** A draft as it is stored. */
export function toValues(draft: PlayDraft, code: string | null): PlayValues {
  const { name, hypothesis, segmentId, channel, holdoutRate, measureDays, fixedCostMinor, kind, armName, budgetMinor } =
    draft;
  return {
    name,
    hypothesis,
    segmentId,
    channel,
    holdoutRate,
    measureDays,
    fixedCostMinor,
    kind,
    armName,
    budgetMinor,
    rule: JSON.stringify(draft.rule),
    offer: JSON.stringify(draft.offer),
    message: JSON.stringify(draft.message),
    otherArms: JSON.stringify(draft.otherArms),
    offline: draft.offline === null ? null : JSON.stringify({ ...draft.offline, code }),
  };
}

/** @throws AppError not_found */
export async function getPlayRow(db: Db, workspaceId: string, playId: string): Promise<PlayRow> {
  const row = await findPlay(db, workspaceId, playId);
  if (!row) throw new AppError('not_found', 'no such play');
  return row;
}

/** Where a play stands, without its result. @throws AppError not_found */
export async function getPlayState(db: Db, workspaceId: string, playId: string): Promise<Play['state']> {
  return toPlay(await getPlayRow(db, workspaceId, playId)).state;
}

/** A launched play: what the check of the table guarantees, for the type. @throws AppError conflict for a draft */
export function requireLaunched(row: PlayRow): PlayRow & {
  launchedAt: Date;
  launchedOn: string;
  plannedEndOn: string;
  messagePriceMinor: number;
  foodCostRate: number;
} {
  const { launchedAt, launchedOn, plannedEndOn, messagePriceMinor, foodCostRate } = row;
  if (
    launchedAt === null ||
    launchedOn === null ||
    plannedEndOn === null ||
    messagePriceMinor === null ||
    foodCostRate === null
  ) {
    throw new AppError('conflict', 'a draft has no result', {
      userMessage: { ko: '아직 시작하지 않은 실행안이에요.', en: 'This play has not been launched yet.' },
    });
  }
  return { ...row, launchedAt, launchedOn, plannedEndOn, messagePriceMinor, foodCostRate };
}

/** @throws AppError conflict: somebody launched, stopped or finished it meanwhile */
export function notInState(): AppError {
  return new AppError('conflict', 'the play is in another state', {
    userMessage: {
      ko: '이 실행안은 이미 다음 단계로 넘어갔어요. 새로 고쳐 확인해 주세요. 바뀐 것은 없어요.',
      en: 'This play has moved on already. Reload to see it. Nothing was changed.',
    },
  });
}
