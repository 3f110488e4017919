import { PROMOTION_KINDS } from '../privacy/index.ts';

/** Something she pressed. */
interface Choice {
  kind: string;
  state: 'granted' | 'refused';
}

/** What comes of a form somebody filled in. */
export interface JoinDecision<Of extends Choice> {
  /** Whether she is a member: only the required consent counts (PV-06). */
  joins: boolean;
  /** What is recorded of what she pressed. */
  choices: Of[];
  /** Whether her birthday may be kept. */
  keepsBirthDate: boolean;
}

const isGranted = (choices: readonly Choice[], kind: string) =>
  choices.some((choice) => choice.kind === kind && choice.state === 'granted');

/**
 * What is taken of a form (PV-03, PV-04, PV-06). Refusing membership stores nothing at all; refusing anything else takes
 * nothing away. A way of advertising counts only together with the consent to promotion, because it takes both (AD-10).
 * A birthday is kept only with the consent to optional items. Pressing twice counts the last.
 */
export function decideJoin<Of extends Choice>(pressed: readonly Of[]): JoinDecision<Of> {
  const choices = [...new Map(pressed.map((choice) => [choice.kind, choice])).values()];
  if (!isGranted(choices, 'svc_membership')) return { joins: false, choices: [], keepsBirthDate: false };
  return { joins: true, ...decideChoices(choices) };
}

/** The same for somebody the shop knows: what is taken, whether or not she becomes a member. */
export function decideChoices<Of extends Choice>(
  pressed: readonly Of[],
): Pick<JoinDecision<Of>, 'choices' | 'keepsBirthDate'> {
  const choices = [...new Map(pressed.map((choice) => [choice.kind, choice])).values()];
  const maySell = isGranted(choices, 'marketing_use');
  const isWay = ({ kind }: Choice) => kind !== 'marketing_use' && (PROMOTION_KINDS as readonly string[]).includes(kind);
  return {
    choices: choices.filter((choice) => maySell || choice.state === 'refused' || !isWay(choice)),
    keepsBirthDate: isGranted(choices, 'svc_optional_fields'),
  };
}

/**
 * What a public form may say of somebody the shop knows already: whoever types her number is not proven to be her, so a
 * consent does not undo what she refused or withdrew before (AD-11). Refusals always count.
 */
export function keepRefusals<Of extends Choice>(
  choices: readonly Of[],
  held: Readonly<Record<string, { state: string } | undefined>>,
): Of[] {
  const refused = (kind: string) => ['refused', 'withdrawn'].includes(held[kind]?.state ?? '');
  return choices.filter(({ kind, state }) => state === 'refused' || !refused(kind));
}
