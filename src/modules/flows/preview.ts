import type { Context } from '../../platform/context.ts';
import { previewEntry } from '../plays/index.ts';
import type { FlowDocument, FlowPreview } from './contract.ts';
import { type FlowMoment, findConcerned } from './enter.ts';
import { mayReenterSince } from './rules.ts';
import { draftOf, listActing } from './step-play.ts';
import { findEnterable } from './store.ts';

/**
 * Who would enter now, whom the law leaves out and why, each message as one of these people would get it, and its price.
 * Reads only. The figures are of the first step that people are drawn for; people who were in it already are left out.
 */
export async function previewDocument(
  context: Context,
  moment: FlowMoment,
  { flowId, document }: { flowId: string; document: FlowDocument },
): Promise<FlowPreview> {
  const { workspaceId, today, now } = moment;
  const db = context.database.of(workspaceId);
  const concerned = await findConcerned(db, document.trigger, moment);
  const customerIds = await findEnterable(db, {
    workspaceId,
    flowId,
    customerIds: concerned,
    since: mayReenterSince(document.reentry, now),
  });
  const entries = [];
  for (const acting of listActing(document)) {
    const draft = draftOf({ name: 'preview', document, acting, round: 1 });
    entries.push({ acting, entry: await previewEntry(context, { workspaceId, draft, customerIds, today, now }) });
  }
  const [first] = entries;
  const eligible = first?.entry.eligible.length ?? customerIds.length;
  const holdout = Math.round(eligible * document.holdoutRate);
  const warnings = new Map(
    entries.flatMap(({ entry }) => entry.warnings).map((one) => [`${one.code} ${one.detail}`, one]),
  );
  return {
    found: customerIds.length,
    eligible,
    treated: eligible - holdout,
    holdout,
    holdoutRate: document.holdoutRate,
    excluded: first?.entry.excluded ?? [],
    samples: entries
      .filter(({ acting }) => acting.arm.channel !== 'none')
      .map(({ acting, entry }) => ({ stepId: acting.stepKey, channel: acting.arm.channel, ...entry.sample })),
    priceMinor: Math.max(0, ...entries.map(({ entry }) => entry.priceMinor)),
    warnings: [...warnings.values()],
  };
}
