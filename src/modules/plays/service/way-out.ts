import type { z } from 'zod';
import type { Context } from '../../../platform/context.ts';
import { isReachable, openOutlet } from '../../messaging/index.ts';
import type { Workspace } from '../../workspace/index.ts';
import type { Play, zPlayWarning } from '../contract.ts';
import { MIN_ARM_SIZE } from '../rules/index.ts';
import { renderMessage } from './message.ts';

type Warning = z.output<typeof zPlayWarning>;

/** Through what the messages of a play would leave. */
export interface WayOut {
  kind: 'real' | 'demo' | 'dry_run';
  /** Sender number or address. */
  from: string;
  /** 080 number, digits; empty: none. */
  refusalNumber: string;
  /** Price of one message before VAT, minor units; of a text message the long kind's, so that an estimate is never too low. */
  priceMinor: number;
}

/** The way out of a play's channel as it stands; undefined where there is none, or nothing is transmitted. */
export async function findWayOut(
  context: Context,
  workspace: Workspace,
  channel: Play['channel'],
): Promise<WayOut | undefined> {
  if (channel === 'none') return undefined;
  const outlet = await openOutlet(context, workspace, channel);
  if (!outlet) return undefined;
  outlet.provider.close?.();
  const { name } = outlet.provider;
  const medium = channel === 'email' ? 'email' : channel === 'sms' ? 'lms' : 'brand';
  return {
    kind: name === 'demo' || name === 'dry_run' ? name : 'real',
    from: outlet.from,
    refusalNumber: outlet.refusalNumber,
    priceMinor: outlet.priceMinor(medium),
  };
}

/** What keeps the play from being launched, and what one should know before. Empty when all is well. */
export function listWarnings(input: {
  play: Play;
  workspace: Workspace;
  /** Address that links in the messages begin with. */
  linkBase: string;
  wayOut: WayOut | undefined;
  audience: number;
  treated: number;
  holdout: number;
  today: string;
}): Warning[] {
  const { play, workspace } = input;
  const warnings: Warning[] = [];
  const warn = (code: Warning['code'], blocking: boolean, detail = '') => warnings.push({ code, blocking, detail });
  if (input.audience === 0) warn('nobody', true);
  else if (Math.min(input.treated, input.holdout) < MIN_ARM_SIZE) warn('too_small_to_measure', false);
  if (play.offer.kind !== 'none' && play.offer.validDays > play.measureDays) warn('offer_outlasts_measuring', false);
  if (play.channel === 'none') return warnings;
  if (play.channel === 'email' && play.message.subject === '') warn('no_subject', true);
  if (play.message.body === '') warn('no_body', true);
  const { unknown } = renderMessage({
    play,
    workspace,
    person: { name: '', usualItem: null, lastVisitOn: null },
    couponCode: '',
    today: input.today,
  });
  if (unknown.length > 0) warn('unknown_variables', true, unknown.join(', '));
  const isPhone = play.channel !== 'email';
  const parts = isPhone
    ? (['senderName', 'senderPhone'] as const)
    : (['senderName', 'senderEmail', 'senderPhone', 'senderAddress'] as const);
  const missing = parts.filter((part) => workspace[part].trim() === '');
  if (missing.length > 0) warn('no_sender_details', true, missing.join(', '));
  if (isPhone && input.wayOut && input.wayOut.refusalNumber === '') warn('no_refusal_number', true);
  // The demo's readers are made up; a real one must be able to open the link that says no (AD-16).
  if (!isPhone && workspace.kind === 'real' && !isReachable(input.linkBase))
    warn('no_public_url', true, input.linkBase);
  if (!input.wayOut) warn(isPhone ? 'no_provider' : 'no_mail_server', true);
  else if (input.wayOut.kind === 'demo') warn('demo_outbox', false);
  else if (input.wayOut.kind === 'dry_run') warn('dry_run', false);
  return warnings;
}
