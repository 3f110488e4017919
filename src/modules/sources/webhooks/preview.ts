import type { z } from 'zod';
import type { Actor } from '../../../platform/actor.ts';
import type { Db } from '../../../platform/db.ts';
import { AppError } from '../../../shared/errors.ts';
import { getRecentWorkspace } from '../../workspace/index.ts';
import type { previewMap as previewEndpoint } from './contract.ts';
import { foldParts } from './journal.ts';
import { ReadingProblem } from './problem.ts';
import { readBody } from './reader.ts';
import { findConnectionRow } from './store/connections.ts';

/** What a sample would become under a map; nothing is stored of it. @throws AppError forbidden | not_found */
export async function previewMap(
  db: Db,
  actor: Actor,
  input: z.output<(typeof previewEndpoint)['body']> & { connectionId: string; now: Date },
): Promise<z.input<(typeof previewEndpoint)['output']>> {
  actor.require('sources:manage');
  const { map, sample, connectionId, now } = input;
  const connection = await findConnectionRow(db, actor.workspaceId, connectionId);
  if (!connection) throw new AppError('not_found', 'no such connection');
  const { currency, timeZone, dayEndsAtHour } = await getRecentWorkspace(db, actor.workspaceId);
  const { source } = connection;
  const context = { headers: {}, currency, timeZone, dayEndsAtHour, receivedAt: now, eventId: 'sample', source };
  try {
    const { parts, touchpoints } = readBody(Buffer.from(sample), { platform: 'generic', map }, context);
    const byOrder = Map.groupBy(parts, (part) => part.externalOrderId);
    return {
      problem: null,
      orders: [...byOrder.values()].flatMap((own) => {
        const folded = foldParts(own);
        if (!folded) return [];
        return [
          {
            orderNo: folded.order.orderNo,
            orderedAt: folded.order.orderedAt,
            channel: folded.order.channel,
            hasPerson: own.some(({ person }) => person !== undefined),
            lines: folded.lines.map(({ itemName, kind, quantity, amountMinor }) => ({
              itemName,
              kind,
              quantity,
              amountMinor,
            })),
          },
        ];
      }),
      touchpoints: touchpoints.map(({ kind, at, person, payload }) => ({
        kind,
        at: at.toISOString(),
        hasPerson: person !== undefined,
        keys: Object.keys(payload ?? {}),
      })),
    };
  } catch (error) {
    if (error instanceof ReadingProblem) return { problem: error.problem, orders: [], touchpoints: [] };
    throw error;
  }
}
