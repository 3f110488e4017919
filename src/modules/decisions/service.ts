import type { z } from 'zod';
import type { Actor } from '../../platform/actor.ts';
import type { Context } from '../../platform/context.ts';
import { AppError } from '../../shared/errors.ts';
import { newId } from '../../shared/ids.ts';
import { businessDayOf } from '../../shared/time.ts';
import { launchPlay } from '../plays/index.ts';
import { getWorkspace } from '../workspace/index.ts';
import {
  type decide as decideEndpoint,
  type listDecisions as listEndpoint,
  zDecided,
  zDecisionKind,
} from './contract.ts';
import { describeOutcomes } from './outcomes.ts';
import { decideAgainOn, mayUndo, rankDecisions } from './rules.ts';
import { findDecisions, placeOf, RIGHT_OF_KIND } from './sources.ts';
import { findDecided, insertDecided, insertUndone, listDecidedRows, listLastLooks, listSettled } from './store.ts';

const DECIDED_SHOWN = 20;

const newestFirst = <Row extends { decidedAt: Date; decisionId: string }>(rows: readonly Row[]): Row[] =>
  rows.toSorted((a, b) => b.decidedAt.getTime() - a.decidedAt.getTime() || (a.decisionId < b.decisionId ? 1 : -1));

/** What to decide today, and what was decided with what came of it. @throws AppError forbidden */
export async function listDecisions(
  context: Context,
  actor: Actor,
  now: Date,
): Promise<z.output<(typeof listEndpoint)['output']>> {
  actor.require('insights:read');
  const { workspaceId } = actor;
  const db = context.database.of(workspaceId);
  const today = businessDayOf(now, await getWorkspace(db, workspaceId));
  const [found, settled, decided, looks] = await Promise.all([
    findDecisions(context, actor, { today, now }),
    listSettled(db, workspaceId),
    listDecidedRows(db, workspaceId, DECIDED_SHOWN),
    listLastLooks(db, workspaceId),
  ]);
  const waits = new Set(found.map(({ kind, subject }) => `${kind} ${subject}`));
  // What was looked at and still waits stands above. Looks are counted apart, so that they push out nothing decided.
  const over = newestFirst(looks.filter(({ kind, subject }) => !waits.has(`${kind} ${subject}`))).slice(
    0,
    DECIDED_SHOWN,
  );
  const rows = newestFirst([...decided, ...over]).map((row) => ({ ...row, kind: zDecisionKind.parse(row.kind) }));
  const standing = new Set(settled.map(({ decisionId }) => decisionId));
  const outcomes = await describeOutcomes(context, actor, { rows, found, today });
  return {
    open: rankDecisions(found, settled, { today, now }),
    decided: rows.map((row) =>
      zDecided.parse({
        decisionId: row.decisionId,
        kind: row.kind,
        subject: row.subject,
        reason: row.reason,
        worthMinor: row.worthMinor,
        choice: row.choice,
        decidedAt: row.decidedAt.toISOString(),
        againOn: row.againOn,
        outcome: outcomes.get(row.decisionId) ?? null,
        to: placeOf(row.kind, row.subject),
        mayUndo: mayUndo(row) && standing.has(row.decisionId) && actor.can(RIGHT_OF_KIND[row.kind]),
      }),
    ),
  };
}

/**
 * Decides one thing and does it where one tap can: a play that waits is launched. What stood in the reason is kept, so that
 * it can be read later what was known. Looking at a thing decides nothing.
 * @throws AppError forbidden | not_found (decided or gone meanwhile) | conflict (no such choice) | whatever doing it throws
 */
export async function decide(
  context: Context,
  actor: Actor,
  input: z.output<(typeof decideEndpoint)['body']> & { now: Date },
): Promise<z.output<(typeof decideEndpoint)['output']>> {
  actor.require('insights:read');
  const { workspaceId } = actor;
  const { kind, subject, choice, now } = input;
  const db = context.database.of(workspaceId);
  const today = businessDayOf(now, await getWorkspace(db, workspaceId));
  const [found, settled] = await Promise.all([
    findDecisions(context, actor, { today, now }),
    listSettled(db, workspaceId),
  ]);
  const open = rankDecisions(found, settled, { today, now }).find(
    (one) => one.kind === kind && one.subject === subject,
  );
  if (!open) {
    throw new AppError('not_found', 'nothing to decide', {
      userMessage: {
        ko: '이미 정했거나 지금은 정할 것이 없어요.',
        en: 'This has been decided, or there is nothing to decide now.',
      },
    });
  }
  if (!open.choices.includes(choice)) {
    throw new AppError('conflict', 'no such choice', {
      userMessage: {
        ko: '법에 정해진 일이라 하지 않기로 할 수 없어요. 오늘 안에 다시 보여 드릴게요.',
        en: 'The law asks for this, so it cannot be refused. It is shown again today.',
      },
    });
  }
  if (choice === 'done' && kind === 'play_waiting') await launchPlay(context, actor, { playId: subject, today, now });
  const decisionId = newId();
  await insertDecided(db, {
    workspaceId,
    decisionId,
    kind,
    subject,
    reason: JSON.stringify(open.reason),
    worthMinor: open.worthMinor,
    choice,
    againOn: decideAgainOn(open, choice, today),
    decidedBy: actor.accountId,
    decidedAt: now,
    decidedOn: today,
  });
  return { decisionId, to: choice === 'look' ? open.to : null, mayUndo: mayUndo({ kind, choice }) };
}

/**
 * Takes a decision back: what it was about waits again as before it. Twice is once.
 * @throws AppError forbidden | not_found | conflict (what it did cannot be taken back here)
 */
export async function undoDecision(
  context: Context,
  actor: Actor,
  { decisionId, now }: { decisionId: string; now: Date },
): Promise<{ undone: true }> {
  actor.require('insights:read');
  const { workspaceId } = actor;
  const db = context.database.of(workspaceId);
  const row = await findDecided(db, workspaceId, decisionId);
  if (!row) throw new AppError('not_found', 'no such decision');
  if (row.isUndone) return { undone: true };
  if (!mayUndo(row)) {
    throw new AppError('conflict', 'cannot be taken back here', {
      userMessage: {
        ko: '이미 나간 일이라 여기에서 되돌릴 수 없어요. 그 실행 화면에서 멈춰 주세요.',
        en: 'This has been carried out, so it cannot be taken back here. Stop the play on its own screen.',
      },
    });
  }
  const { kind, subject } = row;
  if (!actor.can(RIGHT_OF_KIND[zDecisionKind.parse(kind)])) throw new AppError('not_found', 'no such decision');
  const standing = (await listSettled(db, workspaceId)).find((one) => one.kind === kind && one.subject === subject);
  if (standing?.decisionId !== decisionId) {
    throw new AppError('conflict', 'decided anew since', {
      userMessage: {
        ko: '그 뒤에 다시 정한 일이에요. 마지막에 정한 것을 되돌려 주세요.',
        en: 'This was decided anew since. Take the latest decision back.',
      },
    });
  }
  await insertUndone(db, {
    workspaceId,
    decisionId: newId(),
    undoes: decisionId,
    kind,
    subject,
    decidedBy: actor.accountId,
    decidedAt: now,
    decidedOn: businessDayOf(now, await getWorkspace(db, workspaceId)),
  });
  return { undone: true };
}
