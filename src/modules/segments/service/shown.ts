import { z } from 'zod';
import type { previewAudience } from '../../../mart/index.ts';
import { maskName, maskPhone } from '../../../shared/mask.ts';
import { zMemberFact } from '../contract.ts';
import { sayFacts } from '../names.ts';
import type { Names } from '../sentence/index.ts';

const zFact = zMemberFact.pick({ condition: true, met: true, value: true });
/** A fact as it is told: what a group inside asked is its own matter. */
export function toFact({ condition, met, value }: { condition: object; met: boolean; value: unknown }) {
  const { rule: _inner, ...told } = condition as { rule?: unknown };
  return zFact.parse({ condition: told, met, value });
}

/** The same as history keeps it, with whether the condition or its opposite was asked for. */
export const zKeptFact = zFact.extend({ wanted: z.boolean().default(true) });

/** Facts as a member's reasons: one that is met is as the rule wants it, also where it wants the opposite. */
export function showFacts(facts: readonly z.output<typeof zFact>[], wanted: readonly boolean[], names: Names) {
  return sayFacts(facts, names).map(({ met, text }, at) => ({ met: met === (wanted[at] ?? true), text }));
}

/** A person of a group as a list shows her: what says who she is, masked. */
export function toMasked(person: Awaited<ReturnType<typeof previewAudience>>[number]) {
  return {
    customerId: person.customerId,
    name: maskName(person.name),
    phoneMasked: person.phone === null ? null : maskPhone(person.phone),
    lastVisitedOn: person.lastVisitOn,
    visits: person.visits,
  };
}
