import type { Context } from '../../platform/context.ts';
import { getPolicy, previewEntry } from '../plays/index.ts';
import { legalRule } from '../privacy/index.ts';
import { type FlowDocument, type FlowPreview, isEmptyBranch, listSteps } from './contract.ts';
import { type FlowMoment, findConcerned } from './enter.ts';
import { type InformPreview, previewInforms } from './inform.ts';
import { mayReenterSince } from './rules.ts';
import { draftOf, listActing } from './step-play.ts';
import { findEnterable } from './store.ts';

async function previewSteps(
  context: Context,
  { workspaceId, today, now }: FlowMoment,
  { document, customerIds }: { document: FlowDocument; customerIds: readonly string[] },
) {
  const entries = [];
  for (const acting of listActing(document)) {
    const draft = draftOf({ name: 'preview', document, acting, round: 1 });
    entries.push({ acting, entry: await previewEntry(context, { workspaceId, draft, customerIds, today, now }) });
  }
  return entries;
}

type Entries = Awaited<ReturnType<typeof previewSteps>>;

function listEntryWarnings(entries: Entries, informs: readonly InformPreview[]): FlowPreview['warnings'] {
  const warnings = [
    ...entries.flatMap(({ acting, entry }) =>
      entry.warnings.map((warning) => ({ ...warning, stepId: acting.stepKey.split('.')[0] ?? '' })),
    ),
    ...informs.flatMap((one) => one.warnings),
  ];
  // What is missing for all of them, a mail server, is said once.
  return [...new Map(warnings.map((one) => [`${one.code} ${one.detail}`, one])).values()];
}

/** A branch that leads nowhere was begun and not finished: nobody may think that it does something. */
function listEmptyBranches(document: FlowDocument): FlowPreview['warnings'] {
  return listSteps(document.steps).flatMap(({ step }) =>
    isEmptyBranch(step) ? [{ code: 'empty_branch' as const, blocking: true, detail: '', stepId: step.id }] : [],
  );
}

/** What would keep a document from being sent, at which step. */
export async function listDocumentWarnings(
  context: Context,
  moment: FlowMoment,
  document: FlowDocument,
): Promise<FlowPreview['warnings']> {
  const nobody = { document, customerIds: [] };
  return [
    ...listEntryWarnings(await previewSteps(context, moment, nobody), await previewInforms(context, moment, nobody)),
    ...listEmptyBranches(document),
  ];
}

/**
 * Who would enter now, whom the law leaves out and why, each message as it would look, and its price. Reads only. The
 * figures are of the first step that people are drawn for; people who were in it already are left out.
 */
export async function previewDocument(
  context: Context,
  moment: FlowMoment,
  { flowId, document }: { flowId: string; document: FlowDocument },
): Promise<FlowPreview> {
  const { workspaceId, today, now } = moment;
  const db = context.database.of(workspaceId);
  const customerIds = await findEnterable(db, {
    workspaceId,
    flowId,
    entries: await findConcerned(db, document.trigger, moment),
    since: mayReenterSince(document.reentry, now),
    whileInside: document.reentry.kind === 'every',
  });
  const entries = await previewSteps(context, moment, { document, customerIds });
  const informs = await previewInforms(context, moment, { document, customerIds });
  const policy = await getPolicy(db, workspaceId);
  // Of offers to choose from, one that is sold out is passed for the next.
  const isGone = ({ entry }: Entries[number]) => entry.warnings.some(({ code }) => code === 'item_sold_out');
  const choices = entries.filter(
    ({ acting }) => acting.stepKey.split('.')[0] === entries[0]?.acting.stepKey.split('.')[0],
  );
  const first = choices.find((one) => !isGone(one)) ?? choices[0];
  const [told] = informs;
  const eligible = first?.entry.eligible.length ?? told?.eligible ?? customerIds.length;
  // Nobody is held out of what she is owed to know.
  const holdoutRate = first ? document.holdoutRate : 0;
  const holdout = Math.round(eligible * holdoutRate);
  const { fromHour, toHour } = legalRule('ad_night_window', today);
  return {
    found: customerIds.length,
    eligible,
    treated: eligible - holdout,
    holdout,
    holdoutRate,
    excluded: first?.entry.excluded ?? told?.excluded ?? [],
    samples: entries
      .filter(({ acting }) => acting.arm.channel !== 'none')
      .flatMap(({ acting, entry }) =>
        entry.samples.map((sample) => ({ stepId: acting.stepKey, channel: acting.arm.channel, ...sample })),
      )
      .concat(informs.flatMap(({ samples }) => samples)),
    priceMinor: Math.max(
      0,
      ...entries.map(({ entry }) => entry.priceMinor),
      ...informs.map(({ priceMinor }) => priceMinor),
    ),
    warnings: [...listEntryWarnings(entries, informs), ...listEmptyBranches(document)],
    limits: {
      night: { fromHour, toHour },
      shopHours: legalRule('ad_shop_window', today),
      adsPerWeek: policy.adsPerWeek ?? legalRule('ad_frequency_cap', today).perSevenDays,
      monthlyBudgetMinor: policy.monthlyBudgetMinor,
      approvalRequired: policy.approvalRequired,
    },
  };
}
