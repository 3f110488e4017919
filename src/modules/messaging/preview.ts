import type { z } from 'zod';
import type { Context } from '../../platform/context.ts';
import { AppError } from '../../shared/errors.ts';
import { businessDayOf } from '../../shared/time.ts';
import { getWorkspace } from '../workspace/index.ts';
import type { previewMessage as endpoint } from './contract.ts';
import { openOutlet } from './outlet.ts';
import {
  composeText,
  LAW_TIME_ZONE,
  proposeClass,
  renderTemplate,
  replaceNotEncodable,
  TEXT_LIMITS,
} from './rules/index.ts';

/** AD-23: as much as a message can hold, and nobody of whom anything is known. */
const PEOPLE = {
  longest: {
    name: '남궁하늘별',
    coupon: 'K7M-4RX-92D',
    offer: '20,000원 이상 주문하시면 2,000원 할인',
    until: '11월 30일 (월)',
    usual: '마라탕 2단계와 꿔바로우',
    last_visit: '10월 17일 (토)',
    phone: '02-1234-5678',
    link: '',
  },
  emptiest: { name: '', coupon: '', offer: '', until: '', usual: '', last_visit: '', phone: '', link: '' },
} as const;
const NOT_SET = { contact: '02-000-0000', refusalNumber: '0800000000' };

/** A text as two people would get it on their phone, with its locked parts, bytes and price, and the class it looks like. */
export async function previewMessage(
  context: Context,
  input: z.output<typeof endpoint.body> & { workspaceId: string; now: Date },
): Promise<z.input<typeof endpoint.output>> {
  const { workspaceId, channel, now, locale } = input;
  const workspace = await getWorkspace(context.database.of(workspaceId), workspaceId);
  const outlet = await openOutlet(context, workspace, channel);
  outlet?.provider.close?.();
  const samples: z.input<typeof endpoint.output>['samples'] = [];
  let problem = '';
  for (const which of ['longest', 'emptiest'] as const) {
    try {
      const rendered = renderTemplate(input.text, { ...PEOPLE[which], shop: workspace.name }, { locale });
      const composed = composeText({
        class: input.class,
        channel,
        text: rendered.text,
        senderName: workspace.senderName || workspace.name,
        contact: workspace.senderPhone || NOT_SET.contact,
        senderNumber: outlet?.from ?? '',
        refusalNumber: outlet?.refusalNumber || NOT_SET.refusalNumber,
        onDay: businessDayOf(now, { timeZone: LAW_TIME_ZONE, dayEndsAtHour: 0 }),
      });
      samples.push({
        which,
        ...composed,
        limitBytes: composed.medium === 'sms' ? TEXT_LIMITS.smsBytes : TEXT_LIMITS.lmsBytes,
        priceMinor: outlet?.priceMinor(composed.medium) ?? 0,
        missing: rendered.missing,
        unknown: rendered.unknown,
      });
    } catch (error) {
      // A text that is half-written cannot be read yet; the composer says so and keeps what was typed.
      problem = error instanceof AppError ? 'too_long' : 'unreadable';
    }
  }
  return { proposed: proposeClass(input.text), samples, problem, replacement: replaceNotEncodable(input.text) };
}
