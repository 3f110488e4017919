import { findItemNames, listRecipients, type Recipient } from '../../mart/index.ts';
import type { Context } from '../../platform/context.ts';
import { maskName } from '../../shared/mask.ts';
import {
  decideRecipients,
  fillAlimtalk,
  findInfoTemplate,
  type InfoTemplate,
  openOutlet,
  queueMessages,
  renderTemplate,
  sampleAlimtalkValues,
} from '../messaging/index.ts';
import type { Workspace } from '../workspace/index.ts';
import { type FlowDocument, listSteps, type SimpleStep, type Trigger } from './contract/document.ts';
import type { FlowPreview } from './contract.ts';
import type { FlowMoment } from './enter.ts';
import {
  findInformFacts,
  hideItemNames,
  type InformFacts,
  listInformNames,
  piecesOf,
  tellsOfUnit,
} from './inform-facts.ts';
import type { DueRun } from './store.ts';

/** Why nothing is queued for somebody at a step that informs. */
type Untold = 'text_unlawful' | 'transaction_gone' | 'points_gone' | typeof POINTS_GIVEN;
/** Her points end and no information may say so: the one reason that ends nothing, for what comes next may still be hers. */
export const POINTS_GIVEN = 'points_given';

export type InformStep = Extract<SimpleStep, { kind: 'inform' }>;

/** Names in a value: `{인원|-}명` → 인원. What a source did not tell is empty, and never stands there in braces. */
const NAME = /\{\s*([^{}|\n]{1,40}?)\s*(?:\|[^{}\n]*)?\}/g;

/** The values of a template's variables for one person. */
function fillValues(
  { values }: Pick<InformStep, 'values'>,
  template: Pick<InfoTemplate, 'variables'>,
  told: { name: string; facts: InformFacts; workspace: Workspace },
): Record<string, string> {
  const { name, facts, workspace } = told;
  return Object.fromEntries(
    template.variables.map((variable) => {
      const text = values[variable] ?? '';
      const empty = Object.fromEntries([...text.matchAll(NAME)].map(([, spelling = '']) => [spelling, '']));
      const vars = { ...empty, ...facts, name, shop: workspace.name, phone: workspace.senderPhone };
      return [variable, renderTemplate(text, vars, { locale: 'ko' }).text];
    }),
  );
}

const namesIn = ({ values }: Pick<InformStep, 'values'>, { variables }: Pick<InfoTemplate, 'variables'>) =>
  new Set(variables.flatMap((variable) => [...(values[variable] ?? '').matchAll(NAME)].map(([, name = '']) => name)));

/** Points need more than other information, whether the text or what begins the flow speaks of them (AD-41). */
const aboutOf = (template: InfoTemplate, trigger: Trigger) =>
  trigger.kind === 'points_expiring' ? 'points' : template.about;

/**
 * Queues the information for people who stand before the step, once a run and step however often it is asked for: the
 * template's words with each person's values. Nobody is drawn or held out. Whether it may go is asked when it leaves, like
 * for every message; a template that is not approved then lets nothing out (AD-43). Returns the runs
 * for which nothing is queued, each with its reason. They end here: what they were to tell of is gone, or the text is no
 * information once it is filled, what a source told being an advertisement (AD-02, AD-40; the names of the shop's own items
 * are no such thing). Whose points that end were all given to her is untold and goes on (AD-41).
 */
export async function informRuns(
  context: Context,
  moment: FlowMoment,
  input: { flowId: string; trigger: Trigger; step: InformStep; runs: readonly DueRun[] },
): Promise<ReadonlyMap<string, Untold>> {
  const { workspaceId, workspace, today, now } = moment;
  const { flowId, trigger, step, runs } = input;
  const untold = new Map<string, Untold>();
  const db = context.database.of(workspaceId);
  if (step.templateId === null) return untold;
  const template = await findInfoTemplate(db, { workspaceId, templateId: step.templateId, onDay: today });
  if (!template) return untold;
  const facts = await findInformFacts(db, moment, { trigger, runs });
  const itemNames = await findItemNames(db, workspaceId, [
    ...new Set([...facts.values()].flatMap((told) => (told ? piecesOf(told) : []))),
  ]);
  const customerIds = [...new Set(runs.map(({ customerId }) => customerId))];
  const people = new Map(
    (await listRecipients(db, { workspaceId, customerIds, channel: 'kakao' })).map((one) => [one.customerId, one]),
  );
  const names = namesIn(step, template);
  const messages = runs.flatMap(({ runId, customerId }) => {
    const person = people.get(customerId);
    const told = facts.get(runId);
    if (told === null) {
      untold.set(runId, POINTS_GIVEN);
      return [];
    }
    if (!told) {
      untold.set(runId, trigger.kind === 'points_expiring' ? 'points_gone' : 'transaction_gone');
      return [];
    }
    if (!person) return [];
    if (trigger.kind === 'points_expiring' && !tellsOfUnit(told, names)) return [];
    const fill = (facts: InformFacts) => fillValues(step, template, { name: person.name, facts, workspace });
    const variables = fill(told);
    const { text } = fillAlimtalk(template.body, variables);
    // A shop may be called 할인마트: its own name advertises nothing, nor does what she bought.
    const judged = fillAlimtalk(template.body, fill(hideItemNames(told, itemNames))).text;
    const said = workspace.name === '' ? judged : judged.replaceAll(workspace.name, '');
    if (template.problemsOf(said).length > 0) {
      untold.set(runId, 'text_unlawful');
      return [];
    }
    return [
      {
        customerId,
        contactPointId: person.contactPointId,
        address: person.address,
        subject: template.name,
        body: text,
        variables,
        fallbackBody: step.smsFallback ? text : null,
        occasion: `${step.id}:${runId}`,
      },
    ];
  });
  await queueMessages(context, db, {
    workspaceId,
    automationId: flowId,
    class: 'info',
    channel: 'kakao',
    locale: 'ko',
    templateId: template.templateId,
    about: aboutOf(template, trigger),
    now,
    messages,
  });
  return untold;
}

/** What would become of the people of one step that informs, were it taken now. */
export interface InformPreview {
  stepId: string;
  eligible: number;
  excluded: { reason: string; count: number }[];
  samples: FlowPreview['samples'];
  priceMinor: number;
  warnings: FlowPreview['warnings'];
}

/** Every step of a document that informs, as it stands now; reads only. */
export async function previewInforms(
  context: Context,
  moment: FlowMoment,
  { document, customerIds }: { document: FlowDocument; customerIds: readonly string[] },
): Promise<InformPreview[]> {
  const steps = listSteps(document.steps).flatMap(({ step }) => (step.kind === 'inform' ? [step] : []));
  const previews: InformPreview[] = [];
  for (const step of steps) previews.push(await previewInform(context, moment, { document, step, customerIds }));
  return previews;
}

async function previewInform(
  context: Context,
  moment: FlowMoment,
  input: { document: FlowDocument; step: InformStep; customerIds: readonly string[] },
): Promise<InformPreview> {
  const { workspaceId, workspace, today, now } = moment;
  const { document, step, customerIds } = input;
  const db = context.database.of(workspaceId);
  const outlet = await openOutlet(context, workspace, 'kakao');
  outlet?.provider.close?.();
  const template =
    step.templateId === null
      ? undefined
      : await findInfoTemplate(db, { workspaceId, templateId: step.templateId, onDay: today });
  const warnings: InformPreview['warnings'] = [];
  const warn = (code: InformPreview['warnings'][number]['code'], blocking: boolean, detail = '') =>
    warnings.push({ stepId: step.id, code, blocking, detail });
  if (!outlet) warn('no_provider', true);
  if (outlet?.provider.name === 'demo') warn('demo_outbox', false);
  if (outlet?.provider.name === 'dry_run') warn('dry_run', false);
  const price = Math.max(outlet?.priceMinor('alimtalk') ?? 0, step.smsFallback ? (outlet?.priceMinor('lms') ?? 0) : 0);
  const rest = {
    stepId: step.id,
    eligible: customerIds.length,
    excluded: [],
    samples: [],
    priceMinor: price,
    warnings,
  };
  if (!template) {
    warn('template_missing', true);
    return rest;
  }
  if (!template.isApproved) warn('template_not_approved', true, template.name);
  for (const { rule, detail } of listInformProblems(step, template))
    warn('template_unlawful', true, `${rule}: ${detail}`);
  const blank = template.variables.filter((variable) => (step.values[variable] ?? '').trim() === '');
  if (blank.length > 0) warn('template_value_missing', true, blank.join(', '));
  const emptiest = fillValues(step, template, { name: '', facts: {}, workspace });
  const unsure = template.variables.filter(
    (variable) => !blank.includes(variable) && emptiest[variable]?.trim() === '',
  );
  if (unsure.length > 0) warn('template_value_may_be_empty', false, unsure.join(', '));
  const decided = await decideRecipients(context, {
    workspaceId,
    customerIds,
    class: 'info',
    channel: 'kakao',
    about: aboutOf(template, document.trigger) === 'points' ? 'points' : undefined,
    now,
    today,
  });
  const may = decided.filter(({ decision }) => decision.outcome === 'send' || decision.outcome === 'defer');
  const left = Map.groupBy(
    decided.filter((one) => !may.includes(one)),
    ({ decision }) => decision.reason,
  );
  const excluded = [...left].map(([reason, people]) => ({ reason, count: people.length }));
  const shown = may[0]?.recipient;
  return { ...rest, eligible: may.length, excluded, samples: sampleOf({ step, template, workspace, document, shown }) };
}

/** What its author wrote, judged with the template's words: an advertisement is refused with its rule (AD-04, AD-40, AD-41). */
function listInformProblems(step: InformStep, template: InfoTemplate): { rule: string; detail: string }[] {
  return template.problemsOf(fillAlimtalk(template.body, step.values).text);
}

function sampleOf(input: {
  step: InformStep;
  template: InfoTemplate;
  workspace: Workspace;
  document: FlowDocument;
  shown: Recipient | undefined;
}): FlowPreview['samples'] {
  const { step, template, workspace, document, shown } = input;
  const common = { stepId: step.id, channel: 'kakao' as const, subject: template.name };
  // What it will be is not known before it happens: a long one of its kind stands there.
  const longest = {
    which: 'longest',
    shop: workspace.name,
    phone: workspace.senderPhone,
    pack: workspace.pack,
  } as const;
  const named = Object.fromEntries(
    listInformNames(document.trigger).map((name) => [
      name,
      sampleAlimtalkValues([`#{${name}}`], longest)[`#{${name}}`] ?? name,
    ]),
  );
  const text = (name: string, facts: InformFacts) =>
    fillAlimtalk(template.body, fillValues(step, template, { name, facts, workspace })).text;
  const real = shown && maskName(shown.name);
  return [
    ...(real ? [{ ...common, which: 'real' as const, person: real, text: text(real, named) }] : []),
    { ...common, which: 'fullest', person: '', text: text('남궁하늘별', named) },
    { ...common, which: 'emptiest', person: '', text: text('', {}) },
  ];
}
