import type { z } from 'zod';
import { listRecipients } from '../../mart/index.ts';
import type { Actor } from '../../platform/actor.ts';
import type { Context } from '../../platform/context.ts';
import { inTransaction } from '../../platform/db.ts';
import { AppError } from '../../shared/errors.ts';
import { businessDayOf } from '../../shared/time.ts';
import { requireCustomer } from '../customers/index.ts';
import { recordAccess } from '../staff/index.ts';
import { getWorkspace } from '../workspace/index.ts';
import type { informPerson as endpoint } from './contract.ts';
import { findInfoTemplate } from './info-template.ts';
import { noOutlet, openOutlet } from './outlet.ts';
import { queueMessages } from './queue.ts';
import { fillAlimtalk, LAW_TIME_ZONE } from './rules/index.ts';

/**
 * Tells one person of her own reservation, order or points with an approved AlimTalk (AD-02, AD-40): the words are the
 * template's, what staff type stands for its variables and may not make an advertisement of it. Whether it may go is asked
 * when it leaves. The same key again sends nothing.
 * @throws AppError forbidden | not_found | conflict (not approved) | invalid_input (a gap, or advertising) | unavailable
 */
export async function informPerson(
  context: Context,
  actor: Actor,
  input: z.output<typeof endpoint.body> & { customerId: string; now: Date },
): Promise<z.input<typeof endpoint.output>> {
  actor.require('plays:send');
  const { workspaceId } = actor;
  const { customerId, templateId, values, smsFallback, informKey, now } = input;
  const db = context.database.of(workspaceId);
  await requireCustomer(db, workspaceId, customerId);
  const onDay = businessDayOf(now, { timeZone: LAW_TIME_ZONE, dayEndsAtHour: 0 });
  const template = await findInfoTemplate(db, { workspaceId, templateId, onDay });
  if (!template) throw new AppError('not_found', 'no such AlimTalk template');
  if (!template.isApproved) throw notApproved();
  const variables = Object.fromEntries(template.variables.map((name) => [name, values[name] ?? '']));
  const { text, missing } = fillAlimtalk(template.body, variables);
  if (missing.length > 0) throw unfilled(missing);
  const [problem] = template.problemsOf(text);
  if (problem) throw advertises(problem);
  const outlet = await openOutlet(context, await getWorkspace(db, workspaceId), 'kakao');
  outlet?.provider.close?.();
  if (!outlet) throw noOutlet('kakao');
  const [person] = await listRecipients(db, { workspaceId, customerIds: [customerId], channel: 'kakao' });
  return inTransaction(db, async (db) => {
    const queued = await queueMessages(context, db, {
      workspaceId,
      class: 'info',
      channel: 'kakao',
      locale: 'ko',
      templateId: template.templateId,
      about: template.about,
      now,
      messages: [
        {
          customerId,
          contactPointId: person?.contactPointId ?? null,
          address: person?.address ?? null,
          subject: template.name,
          body: text,
          variables,
          fallbackBody: smsFallback ? text : null,
          occasion: informKey,
        },
      ],
    });
    if (queued > 0)
      await recordAccess(
        db,
        actor,
        { action: 'send', subject: `message to ${customerId}`, result: template.name },
        now,
      );
    return { queued };
  });
}

const notApproved = () =>
  new AppError('conflict', 'the template is not approved', {
    userMessage: {
      ko: '승인된 알림톡만 보낼 수 있어요. 템플릿의 심사를 확인해 주세요.',
      en: 'Only an approved AlimTalk can be sent. Look at the review of the template.',
    },
  });
const unfilled = (missing: readonly string[]) =>
  new AppError('invalid_input', 'a variable of the template is empty', {
    userMessage: {
      ko: `빈 곳을 채워 주세요: ${missing.join(', ')}`,
      en: `Fill in what is empty: ${missing.join(', ')}`,
    },
    details: { issues: [{ path: 'body.values', message: missing.join(', ') }] },
  });
const advertises = ({ rule, detail }: { rule: string; detail: string }) =>
  new AppError('invalid_input', `no information: ${rule}`, {
    userMessage: {
      ko: `광고는 알림톡으로 보낼 수 없어요 (${rule}: ${detail}).`,
      en: `Advertising cannot go as AlimTalk (${rule}: ${detail}).`,
    },
    details: { issues: [{ path: 'body.values', message: `${rule}: ${detail}` }] },
  });
