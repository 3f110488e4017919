import type { z } from 'zod';
import type { Context } from '../../platform/context.ts';
import { AppError } from '../../shared/errors.ts';
import { businessDayOf } from '../../shared/time.ts';
import { getWorkspace, type Workspace } from '../workspace/index.ts';
import { type previewMessage as endpoint, languageOf } from './contract.ts';
import { openOutlet } from './outlet.ts';
import {
  composeText,
  LAW_TIME_ZONE,
  limitBytesOf,
  listMissingAdParts,
  NOT_SET,
  proposeClass,
  renderTemplate,
  replaceNotEncodable,
  SAMPLE_PEOPLE,
  withCoupon,
} from './rules/index.ts';

/** A text as two people would get it on their phone, with its locked parts, bytes and price, and the class it looks like. */
export async function previewMessage(
  context: Context,
  input: z.output<typeof endpoint.body> & { workspaceId: string; now: Date },
): Promise<z.input<typeof endpoint.output>> {
  const { workspaceId, channel, now } = input;
  const locale = languageOf(input.text, input.locale);
  const workspace = await getWorkspace(context.database.of(workspaceId), workspaceId);
  const outlet = await openOutlet(context, workspace, channel);
  outlet?.provider.close?.();
  const samples: z.input<typeof endpoint.output>['samples'] = [];
  let problem = '';
  for (const which of ['longest', 'emptiest'] as const) {
    try {
      // Only what is a person's own can be missing: shop, offer and last day are the same for everybody.
      const vars = {
        ...SAMPLE_PEOPLE[which],
        ...input.offer,
        shop: workspace.name,
        phone: workspace.senderPhone || NOT_SET.contact,
      };
      const rendered = renderTemplate(input.text, vars, { locale });
      const composed = composeText({
        class: input.class,
        channel,
        text: withCoupon(rendered.text, input.offer.coupon),
        senderName: workspace.senderName || workspace.name,
        contact: workspace.senderPhone || NOT_SET.contact,
        senderNumber: outlet?.from ?? '',
        refusalNumber: outlet?.refusalNumber || NOT_SET.refusalNumber,
        hasImage: input.hasPicture,
        onDay: businessDayOf(now, { timeZone: LAW_TIME_ZONE, dayEndsAtHour: 0 }),
      });
      samples.push({
        which,
        ...composed,
        limitBytes: limitBytesOf(composed.medium),
        priceMinor: outlet?.priceMinor(composed.medium) ?? 0,
        missing: rendered.missing,
        unknown: rendered.unknown,
      });
    } catch (error) {
      // A text that is half-written cannot be read yet; the composer says so and keeps what was typed.
      problem = error instanceof AppError ? 'too_long' : 'unreadable';
    }
  }
  return {
    proposed: proposeClass(input.text),
    samples,
    missingParts: input.class === 'ad' ? listMissingParts(workspace, outlet?.refusalNumber ?? '') : [],
    problem,
    replacement: replaceNotEncodable(input.text),
  };
}

/** What the settings lack of what the law wants in an advertisement by text message (§2.3). */
export function listMissingParts(workspace: Workspace, refusalNumber: string): string[] {
  const { senderName, senderPhone } = workspace;
  return listMissingAdParts({ senderName, contact: senderPhone, refusalNumber }).map(({ path }) => path);
}
