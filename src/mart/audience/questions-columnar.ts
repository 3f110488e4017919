import { type QuestionContext, queryMart } from '../columnar/question.ts';
import { AD_CHANNELS, type AdChannel } from '../fragments.ts';
import { findCountedDays } from '../wrong-clock.ts';
import { CONSENTS_CONFIRMED, carries, compileColumnar, IS_HELD } from './columnar.ts';
import type { AudienceCount, Question } from './questions.ts';

/** A group at a million people is answered within this, or PostgreSQL is asked. */
const TIMEOUT_MS = 10_000;
const MEMORY_MB = 1_024;

/** A group as a question without the orders that a wrong clock dated. */
async function compiled(context: QuestionContext, { rule, ...scope }: Question) {
  const counted = await findCountedDays(context.database.of(scope.workspaceId), scope);
  return compileColumnar(rule, { ...scope, counted });
}

/**
 * Ids of the people of a group by the columnar mart, in ascending order; undefined where the rule asks for what is not kept
 * there. As fresh as the mart is, seconds at most; `fresh` waits until everything committed before is in it.
 */
export async function listAudienceColumnar(
  context: QuestionContext,
  { rule, fresh, ...scope }: Question & { fresh?: boolean },
): Promise<string[] | undefined> {
  const question = await compiled(context, { rule, ...scope });
  if (!question) return undefined;
  const rows = await queryMart<{ customerId: string }>(context, {
    workspaceId: scope.workspaceId,
    sql: `${question.select('p.customer_id')} order by p.customer_id`,
    values: question.values,
    maxRows: Number.MAX_SAFE_INTEGER,
    timeoutMs: TIMEOUT_MS,
    memoryMb: MEMORY_MB,
    ...(fresh === undefined ? {} : { fresh }),
  });
  return rows.map((row) => row.customerId);
}

/** `countAudience` by the columnar mart; undefined where the rule asks for what is not kept there. @throws when aborted */
export async function countAudienceColumnar(
  context: QuestionContext,
  { rule, ...scope }: Question,
  signal?: AbortSignal,
): Promise<AudienceCount | undefined> {
  const question = await compiled(context, { rule, ...scope });
  if (!question) return undefined;
  const reached = (channel: AdChannel) => `k.marketing > 0 and k.${channel} > 0`;
  const columns = `count(*) as count,
    count(case when ${reached('email')} then 1 end) as email,
    count(case when ${reached('sms')} then 1 end) as sms,
    count(case when ${reached('kakao')} then 1 end) as kakao,
    count(case when not p.has_email then 1 end) as no_address,
    count(case when p.has_email and not coalesce(${reached('email')}, false) and k.refused > 0 then 1 end) as refused,
    count(case when p.has_email and not coalesce(${reached('email')}, false) and coalesce(k.refused, 0) = 0 then 1 end) as no_consent`;
  const agreed = (['email', 'sms', 'kakao'] as const).map(
    (channel) =>
      `count(case when ${IS_HELD} and t.kind = '${AD_CHANNELS[channel].consent}' and ${carries(`date '${scope.today}'`)} then 1 end) as ${channel}`,
  );
  const answers = `left join (
      select t.customer_id, count(case when ${IS_HELD} and t.kind = 'marketing_use' then 1 end) as marketing, ${agreed.join(', ')},
        count(case when t.state in ('refused', 'withdrawn') and t.kind in ('marketing_use', 'ad_email') then 1 end) as refused
      from ${CONSENTS_CONFIRMED} where t.kind in ('marketing_use', 'ad_email', 'ad_sms', 'ad_kakao') group by t.customer_id
    ) k on k.customer_id = p.customer_id`;
  const [row] = await queryMart<AudienceCount>(context, {
    workspaceId: scope.workspaceId,
    sql: question.select(columns, answers),
    values: question.values,
    timeoutMs: TIMEOUT_MS,
    memoryMb: MEMORY_MB,
    signal,
  });
  return row;
}
