import type { z } from 'zod';
import { opensOutside } from '../../../shared/reachable.ts';
import { countBytes } from '../../messaging/index.ts';
import type { Workspace } from '../../workspace/index.ts';
import { findArmsAlike, listArms } from '../contract/arms.ts';
import type { ArmDraft, PlayDraft } from '../contract/play.ts';
import type { zPlayWarning } from '../contract.ts';
import { MIN_ARM_SIZE } from '../rules/index.ts';
import { renderMessage } from './message.ts';
import type { WaysOut } from './way-out.ts';

export type Warning = z.output<typeof zPlayWarning>;

/** What keeps the play from being launched, and what one should know before. Empty when all is well. */
export function listWarnings(input: {
  play: PlayDraft;
  workspace: Workspace;
  /** Address that links in the messages begin with. */
  linkBase: string;
  ways: WaysOut;
  audience: number;
  treated: number;
  holdout: number;
  /** What one of these people spends in such a window anyway, and the smallest rise of it that one arm can show; left out: not asked. */
  usualSpendMinor?: number;
  detectableSpendMinor?: number | undefined;
  today: string;
  /** Names of what is offered and sold out now. */
  soldOut: readonly string[];
  /** What is spent whatever happens, what is to be expected, and what this month's plays have cost. */
  money: { sureMinor: number; expectedMinor: number; monthMinor: number; monthlyBudgetMinor: number | null };
}): Warning[] {
  const { play, workspace, money } = input;
  const warnings: Warning[] = [];
  const warn = (code: Warning['code'], blocking: boolean, detail = '') => warnings.push({ code, blocking, detail });
  if (play.budgetMinor !== null && money.sureMinor > play.budgetMinor) warn('over_budget', true);
  else if (play.budgetMinor !== null && money.expectedMinor > play.budgetMinor) warn('may_exceed_budget', false);
  if (money.monthlyBudgetMinor !== null && money.monthMinor + money.sureMinor > money.monthlyBudgetMinor) {
    warn('over_month', true);
  }
  if (play.kind === 'offline') {
    if (!play.offline?.switchback) warn('no_control', false);
    return warnings;
  }
  const arms = listArms(play);
  // An automation waits for people, and what is sold out today is there again tomorrow.
  if (input.soldOut.length > 0) warn('item_sold_out', play.kind === 'once', input.soldOut.join(', '));
  if (findArmsAlike(arms)) warn('arms_alike', true);
  const smallest = Math.min(input.treated / arms.length, input.holdout);
  if (play.kind === 'once' && input.audience === 0 && input.soldOut.length === 0) warn('nobody', true);
  else if (play.kind === 'once' && smallest < MIN_ARM_SIZE) warn('too_small_to_measure', false);
  else if (arms.length > 1 && (input.detectableSpendMinor ?? 0) > (input.usualSpendMinor ?? 0))
    warn('arms_too_small', false);
  if (arms.some(({ offer }) => offer.kind !== 'none' && offer.validDays > play.measureDays)) {
    warn('offer_outlasts_measuring', false);
  }
  const sent = arms.filter(({ channel }) => channel !== 'none');
  if (sent.length === 0) return warnings;
  if (sent.some(({ channel, message }) => channel === 'email' && message.subject === '')) warn('no_subject', true);
  if (sent.some(({ message }) => message.body === '')) warn('no_body', true);
  const unknown = sent.flatMap(
    (arm) =>
      renderMessage({
        play: arm,
        workspace,
        person: { name: '', usualItem: null, lastVisitOn: null },
        couponCode: '',
        today: input.today,
      }).unknown,
  );
  if (unknown.length > 0) warn('unknown_variables', true, [...new Set(unknown)].join(', '));
  const strange = sent
    .filter(({ channel, message }) => channel === 'sms' || (channel === 'kakao' && message.smsFallback))
    .flatMap(({ message }) => countBytes(message.body).notEncodable);
  // A sign that only says how the one before it is drawn (U+FE0F) is nothing to look at.
  const shown = [...new Set(strange)].filter((sign) => sign !== '\u{FE0F}');
  if (shown.length > 0) warn('signs_not_carried', false, shown.join(' '));
  const gaps = listOfferGaps({ arms, workspace, today: input.today });
  if (gaps.length > 0) warn('offer_missing', true, gaps.join(' · '));
  const byMail = sent.some(({ channel }) => channel === 'email');
  const byPhone = sent.filter(({ channel }) => channel !== 'email');
  const parts = byMail
    ? (['senderName', 'senderEmail', 'senderPhone', 'senderAddress'] as const)
    : (['senderName', 'senderPhone'] as const);
  const missing = parts.filter((part) => workspace[part].trim() === '');
  if (missing.length > 0) warn('no_sender_details', true, missing.join(', '));
  // The demo's readers are made up; a real one must be able to open the link that says no (AD-16).
  // In practice mode nothing leaves that anybody could answer; what leaves later is asked again then.
  if (byMail && workspace.kind === 'real' && !opensOutside(input.linkBase)) {
    warn('no_public_url', input.ways.get('email')?.kind !== 'dry_run', input.linkBase);
  }
  if (byMail && !input.ways.has('email')) warn('no_mail_server', true);
  if (byPhone.some(({ channel }) => !input.ways.has(channel))) warn('no_provider', true);
  const kakao = byPhone.some(({ channel }) => channel === 'kakao') ? input.ways.get('kakao') : undefined;
  if (kakao && !kakao.sendsBrand) warn('no_brand_message', true);
  if (byPhone.some(({ channel }) => input.ways.get(channel)?.refusalNumber === '')) warn('no_refusal_number', true);
  const kinds = new Set([...input.ways.values()].map(({ kind }) => kind));
  if (kinds.has('demo')) warn('demo_outbox', false);
  if (kinds.has('dry_run')) warn('dry_run', false);
  return warnings;
}

/** Variables that only a coupon fills, in both spellings. */
const OFFER_VARIABLES: ReadonlySet<string> = new Set(['쿠폰', '혜택', '기한', 'coupon', 'offer', 'until']);

/**
 * Arms that give no coupon and yet speak of one, each with the variables that would stay empty: `B: {혜택}, {기한}`. A lone
 * arm has no name to tell. A variable with the author's own default, or one that an `{% if %}` asks for first, leaves no gap.
 */
function listOfferGaps(input: { arms: readonly ArmDraft[]; workspace: Workspace; today: string }): string[] {
  const { arms, workspace, today } = input;
  return arms.flatMap((arm) => {
    if (arm.channel === 'none' || arm.offer.kind !== 'none') return [];
    const { missing } = renderMessage({
      play: arm,
      workspace,
      person: { name: '', usualItem: null, lastVisitOn: null },
      couponCode: '',
      today,
    });
    const { subject, body } = arm.message;
    const tags = [...`${subject}\n${body}`.matchAll(/\{%-?\s*(?:if|elsif|unless|case)\b[^%]*%\}/g)].join(' ');
    const empty = missing.filter((spelling) => OFFER_VARIABLES.has(spelling) && !tags.includes(spelling));
    if (empty.length === 0) return [];
    const variables = empty.map((spelling) => `{${spelling}}`).join(', ');
    return [arms.length === 1 ? variables : `${arm.name || arm.key.toUpperCase()}: ${variables}`];
  });
}
