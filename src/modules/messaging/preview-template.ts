import type { z } from 'zod';
import type { Context } from '../../platform/context.ts';
import { AppError } from '../../shared/errors.ts';
import { businessDayOf } from '../../shared/time.ts';
import { getWorkspace, type Workspace } from '../workspace/index.ts';
import { type previewTemplate as endpoint, languageOf } from './contract.ts';
import { linkBase, optOutUrl, ownPageUrl } from './opt-out.ts';
import { openOutlet } from './outlet.ts';
import { listMissingParts } from './preview.ts';
import {
  ALIMTALK_MAX_SIGNS,
  composeEmail,
  composeText,
  fillAlimtalk,
  findLiquidProblem,
  LAW_TIME_ZONE,
  limitBytesOf,
  listAlimtalkVariables,
  NOT_SET,
  proposeClass,
  renderTemplate,
  SAMPLE_PEOPLE,
  sampleAlimtalkValues,
} from './rules/index.ts';
import { problemsOf } from './template-problems.ts';

type Sample = z.input<typeof endpoint.output>['samples'][number];
type Draft = z.output<typeof endpoint.body>;

interface Previewing {
  draft: Draft;
  workspace: Workspace;
  onDay: string;
  refusalNumber: string;
  senderNumber: string;
  linkBase: string;
}

/** Long enough to be shown as a link; leads nowhere. */
const SAMPLE_TOKEN = 'preview-preview-preview';

/** A template as two people would get it, with everything that its author has to know before it is used (AD-23, AD-43). */
export async function previewTemplate(
  context: Context,
  input: Draft & { workspaceId: string; now: Date },
): Promise<z.input<typeof endpoint.output>> {
  const { workspaceId, now, ...given } = input;
  const draft = { ...given, locale: languageOf(`${given.subject}\n${given.body}`, given.locale) };
  const workspace = await getWorkspace(context.database.of(workspaceId), workspaceId);
  const outlet = await openOutlet(context, workspace, draft.channel);
  outlet?.provider.close?.();
  const onDay = businessDayOf(now, { timeZone: LAW_TIME_ZONE, dayEndsAtHour: 0 });
  const previewing: Previewing = {
    draft,
    workspace,
    onDay,
    refusalNumber: outlet?.refusalNumber || NOT_SET.refusalNumber,
    senderNumber: outlet?.from ?? '',
    linkBase: linkBase(workspace, context.config),
  };
  let unreadable = findLiquidProblem(draft.body) ?? '';
  const samples: Sample[] = [];
  if (unreadable === '') {
    for (const which of ['longest', 'emptiest'] as const) {
      try {
        samples.push(sampleOf(previewing, which));
      } catch (error) {
        // Half-written, too long or too much work: the author reads why and keeps what she typed.
        unreadable =
          (error instanceof AppError ? error.userMessage?.[draft.locale] : undefined) ?? (error as Error).message;
      }
    }
  }
  return {
    proposed: proposeClass(draft.body),
    problems: problemsOf(draft, onDay),
    variables: draft.channel === 'kakao' && draft.class !== 'ad' ? listAlimtalkVariables(draft.body) : [],
    unreadable,
    missingParts: draft.class === 'ad' ? missingPartsOf(draft, workspace, outlet?.refusalNumber ?? '') : [],
    samples,
  };
}

function missingPartsOf(draft: Draft, workspace: Workspace, refusalNumber: string): string[] {
  if (draft.channel !== 'email') return listMissingParts(workspace, refusalNumber);
  const parts = {
    senderName: workspace.senderName,
    senderEmail: workspace.senderEmail,
    contact: workspace.senderPhone,
    senderAddress: workspace.senderAddress,
  };
  return Object.entries(parts).flatMap(([part, value]) => (value.trim() === '' ? [part] : []));
}

function sampleOf(previewing: Previewing, which: Sample['which']): Sample {
  const { draft, workspace } = previewing;
  if (draft.channel === 'kakao' && draft.class !== 'ad') return sampleAlimtalk(previewing, which);
  const vars = { ...SAMPLE_PEOPLE[which], shop: workspace.name };
  const body = renderTemplate(draft.body, vars, { locale: draft.locale });
  const subject = renderTemplate(draft.subject, vars, { locale: draft.locale });
  const missing = [...new Set([...subject.missing, ...body.missing])];
  const unknown = [...new Set([...subject.unknown, ...body.unknown])];
  if (draft.channel === 'email') {
    const email = sampleEmail(previewing, { subject: subject.text, text: body.text });
    const bytes = Buffer.byteLength(email.text);
    return { which, medium: 'email', ...email, bytes, limit: null, chips: [], missing, unknown };
  }
  const composed = composeText({
    class: draft.class,
    channel: draft.channel,
    text: body.text,
    senderName: workspace.senderName || workspace.name,
    contact: workspace.senderPhone || NOT_SET.contact,
    senderNumber: previewing.senderNumber,
    refusalNumber: previewing.refusalNumber,
    onDay: previewing.onDay,
  });
  return {
    which,
    medium: composed.medium,
    subject: '',
    text: composed.text,
    html: null,
    bytes: composed.bytes,
    limit: limitBytesOf(composed.medium),
    chips: composed.chips,
    missing,
    unknown,
  };
}

function sampleAlimtalk({ draft, workspace }: Previewing, which: Sample['which']): Sample {
  const values = sampleAlimtalkValues(listAlimtalkVariables(draft.body), {
    which,
    shop: workspace.name,
    phone: workspace.senderPhone || NOT_SET.contact,
    pack: workspace.pack,
  });
  const { text, missing } = fillAlimtalk(draft.body, values);
  return {
    which,
    medium: 'alimtalk',
    subject: '',
    text,
    html: null,
    bytes: [...text].length,
    limit: ALIMTALK_MAX_SIGNS,
    chips: [],
    missing,
    unknown: [],
  };
}

function sampleEmail(
  { draft, workspace, onDay, linkBase: base }: Previewing,
  letter: { subject: string; text: string },
): { subject: string; text: string; html: string } {
  const { senderName, senderEmail, senderPhone, senderAddress } = workspace;
  // What the settings lack is named in `missingParts`; the letter shows where it will stand.
  const shown = (value: string) => value || '…';
  return composeEmail({
    class: draft.class,
    shopName: workspace.name,
    ...letter,
    sender: {
      name: senderName || workspace.name,
      email: shown(senderEmail),
      phone: shown(senderPhone),
      address: shown(senderAddress),
    },
    unsubscribeUrl: optOutUrl(base, SAMPLE_TOKEN),
    ownPageUrl: ownPageUrl(base, workspace.workspaceId),
    locale: draft.locale,
    onDay,
  });
}
