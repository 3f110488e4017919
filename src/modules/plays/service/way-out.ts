import type { Context } from '../../../platform/context.ts';
import type { Db } from '../../../platform/db.ts';
import { openOutlet } from '../../messaging/index.ts';
import type { Workspace } from '../../workspace/index.ts';
import type { ArmDraft } from '../contract/play.ts';

type Transmitting = Exclude<ArmDraft['channel'], 'none'>;

/** Through what the messages of an arm would leave. */
export interface WayOut {
  kind: 'real' | 'demo' | 'dry_run';
  /** Sender number or address. */
  from: string;
  /** 080 number, digits; empty: none. */
  refusalNumber: string;
  /** Whether advertising by KakaoTalk can go through it (§2.7). */
  sendsBrand: boolean;
  /** Price of one message before VAT, minor units; of a text message the long kind's, so that an estimate is never too low. */
  priceMinor: number;
  /** The same with a picture (MMS); of other channels than text messages, what it is without. */
  withPictureMinor: number;
}

/** The ways out of the channels that arms use, as they stand; a channel without one is absent. */
export type WaysOut = ReadonlyMap<ArmDraft['channel'], WayOut>;

const PRICED_AS = { email: 'email', sms: 'lms', kakao: 'brand' } as const satisfies Record<Transmitting, string>;

/** Looks up the way out of each channel these arms use; in the transaction `db` where one is open. */
export async function findWaysOut(
  context: Context,
  workspace: Workspace,
  arms: readonly (Pick<ArmDraft, 'channel'> & { message?: ArmDraft['message'] })[],
  db: Db = context.database.of(workspace.workspaceId),
): Promise<WaysOut> {
  const ways = new Map<ArmDraft['channel'], WayOut>();
  for (const channel of new Set(arms.map((arm) => arm.channel))) {
    if (channel === 'none') continue;
    const outlet = await openOutlet(context, workspace, channel, db);
    if (!outlet) continue;
    outlet.provider.close?.();
    const { name } = outlet.provider;
    const priceMinor = Math.max(
      outlet.priceMinor(PRICED_AS[channel]),
      // Who is not reached by KakaoTalk costs a text message instead (AD-32).
      hasFallback(arms) && channel === 'kakao' ? outlet.priceMinor('lms') : 0,
    );
    ways.set(channel, {
      kind: name === 'demo' || name === 'dry_run' ? name : 'real',
      from: outlet.from,
      refusalNumber: outlet.refusalNumber,
      sendsBrand: outlet.sendsBrand,
      priceMinor,
      // Where no price of a picture is written, an estimate of nothing would let it past every ceiling: a long text is the least.
      withPictureMinor: channel === 'sms' ? Math.max(outlet.priceMinor('mms'), outlet.priceMinor('lms')) : priceMinor,
    });
  }
  return ways;
}

const hasFallback = (arms: Parameters<typeof findWaysOut>[2]) =>
  arms.some(({ channel, message }) => channel === 'kakao' && message?.smsFallback);

/** What one message of an arm costs before VAT; nothing without a way out. */
export function priceOf({ channel, message }: Pick<ArmDraft, 'channel' | 'message'>, ways: WaysOut): number {
  const way = ways.get(channel);
  return (message.pictureId === undefined ? way?.priceMinor : way?.withPictureMinor) ?? 0;
}

/** What one message costs before VAT where arms differ: the dearest, so that an estimate is never too low. */
export function dearestPriceMinor(arms: readonly Pick<ArmDraft, 'channel' | 'message'>[], ways: WaysOut): number {
  return Math.max(0, ...arms.map((arm) => priceOf(arm, ways)));
}

/**
 * Channels of these arms for which the shop has written down no price of a text message or KakaoTalk. A shop's own mail
 * server may well cost nothing, and the demo sends nothing.
 */
export function listUnpriced(
  arms: readonly Pick<ArmDraft, 'channel' | 'message'>[],
  ways: WaysOut,
): ArmDraft['channel'][] {
  const unpriced = arms.filter(
    (arm) =>
      (arm.channel === 'sms' || arm.channel === 'kakao') &&
      ways.get(arm.channel)?.kind !== 'demo' &&
      priceOf(arm, ways) === 0,
  );
  return [...new Set(unpriced.map(({ channel }) => channel))];
}
