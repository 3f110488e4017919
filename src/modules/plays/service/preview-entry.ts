import { listRecipients } from '../../../mart/index.ts';
import type { Context } from '../../../platform/context.ts';
import { maskName } from '../../../shared/mask.ts';
import { linkBase } from '../../messaging/index.ts';
import { getWorkspace } from '../../workspace/index.ts';
import { listArms } from '../contract/arms.ts';
import type { PlayDraft } from '../contract/play.ts';
import { DEFAULT_HOLDOUT_RATE } from '../rules/index.ts';
import { decideAudience } from './audience.ts';
import { listSoldOut, nameSurplus } from './marked.ts';
import { renderFor, renderSamples } from './message.ts';
import { listWarnings, type Warning } from './warnings.ts';
import { dearestPriceMinor, findWaysOut } from './way-out.ts';

/** No play has this id: nobody is in it, and no hold-out is its own. */
const NO_PLAY = '00000000-0000-0000-0000-000000000000';

/** What would become of people who entered a rolling play now. */
export interface EntryPreview {
  /** Ids of those who may be reached. */
  eligible: string[];
  excluded: { reason: string; count: number }[];
  /** As the first of them would get it, her name masked (absent where there is nobody), and as two made-up people would (AD-23). */
  samples: { which: 'real' | 'fullest' | 'emptiest'; person: string; subject: string; text: string }[];
  priceMinor: number;
  warnings: Warning[];
}

/** Asks the law about these people for a play that does not exist yet; reads only. */
export async function previewEntry(
  context: Context,
  input: { workspaceId: string; draft: PlayDraft; customerIds: readonly string[]; today: string; now: Date },
): Promise<EntryPreview> {
  const { workspaceId, draft, customerIds, today, now } = input;
  const db = context.database.of(workspaceId);
  const workspace = await getWorkspace(db, workspaceId);
  const play = { ...draft, playId: NO_PLAY };
  const [ways, audience, soldOut, surplus] = await Promise.all([
    findWaysOut(context, workspace, listArms(draft)),
    decideAudience(context, db, { workspaceId, play, customerIds, today, now }),
    listSoldOut(db, { workspaceId, arms: listArms(draft), today }),
    nameSurplus(db, workspaceId, today),
  ]);
  const wayOut = ways.get(draft.channel);
  const shown = audience.eligible[0]?.recipient ?? (await findAny(context, { workspaceId, customerIds, draft }));
  const real =
    shown &&
    renderFor({ play: draft, workspace, today, wayOut, surplus, person: { ...shown, name: maskName(shown.name) } });
  const expected = audience.eligible.length;
  const holdout = Math.round(expected * (draft.holdoutRate ?? DEFAULT_HOLDOUT_RATE));
  return {
    eligible: audience.eligible.map(({ recipient }) => recipient.customerId),
    excluded: audience.excluded,
    samples: [
      ...(real
        ? [{ which: 'real' as const, person: maskName(shown.name), subject: real.subject, text: real.text }]
        : []),
      ...renderSamples({ play: draft, workspace, today, wayOut, surplus }).map(({ which, subject, text }) => ({
        which,
        person: '',
        subject,
        text,
      })),
    ],
    priceMinor: dearestPriceMinor(listArms(draft), ways),
    warnings: listWarnings({
      play,
      workspace,
      linkBase: linkBase(workspace, context.config),
      ways,
      audience: expected,
      treated: expected - holdout,
      holdout,
      today,
      soldOut,
      money: { sureMinor: 0, expectedMinor: 0, monthMinor: 0, monthlyBudgetMinor: null },
    }),
  };
}

/** Somebody whom the law leaves out is a better picture of the message than somebody made up. */
async function findAny(
  context: Context,
  input: { workspaceId: string; customerIds: readonly string[]; draft: PlayDraft },
) {
  const { workspaceId, draft } = input;
  const [one] = await listRecipients(context.database.of(workspaceId), {
    workspaceId,
    customerIds: input.customerIds.slice(0, 1),
    channel: draft.channel,
  });
  return one;
}
