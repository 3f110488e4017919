import { type FlowDocument, listSteps, type Step } from '../../../../modules/flows/contract.ts';

/** Where a step can be put: a list of steps, and before which of them. */
export interface Place {
  /** The branch whose side it is; null: the flow itself. */
  branchId: string | null;
  side: 'yes' | 'no';
  at: number;
}

/** Changes one list of steps, wherever it stands; every other list stays the very object it was. */
function changeList(steps: Step[], place: Pick<Place, 'branchId' | 'side'>, change: (list: Step[]) => Step[]): Step[] {
  if (place.branchId === null) return change(steps);
  return steps.map((step) => {
    if (step.kind !== 'branch') return step;
    if (step.id === place.branchId) return { ...step, [place.side]: change(step[place.side]) };
    return { ...step, yes: changeList(step.yes, place, change), no: changeList(step.no, place, change) };
  });
}

export function insertStep(steps: Step[], place: Place, step: Step): Step[] {
  return changeList(steps, place, (list) => list.toSpliced(place.at, 0, step));
}

/** Where a step stands; undefined when there is none of this id. */
export function findPlace(
  steps: readonly Step[],
  stepId: string,
  inside: Omit<Place, 'at'> = { branchId: null, side: 'yes' },
): Place | undefined {
  for (const [at, step] of steps.entries()) {
    if (step.id === stepId) return { ...inside, at };
    if (step.kind !== 'branch') continue;
    const found =
      findPlace(step.yes, stepId, { branchId: step.id, side: 'yes' }) ??
      findPlace(step.no, stepId, { branchId: step.id, side: 'no' });
    if (found) return found;
  }
  return undefined;
}

export function replaceStep(steps: Step[], step: Step): Step[] {
  const place = findPlace(steps, step.id);
  return place ? changeList(steps, place, (list) => list.with(place.at, step)) : steps;
}

/** Takes a step out, and with a branch everything that stands in it. */
export function removeStep(steps: Step[], stepId: string): Step[] {
  const place = findPlace(steps, stepId);
  return place ? changeList(steps, place, (list) => list.toSpliced(place.at, 1)) : steps;
}

/** Moves a step up (-1) or down (1) in its own list; at the end of it nothing happens. */
export function moveStep(steps: Step[], stepId: string, by: -1 | 1): Step[] {
  const place = findPlace(steps, stepId);
  if (!place) return steps;
  return changeList(steps, place, (list) => {
    const step = list[place.at];
    const to = place.at + by;
    if (!step || to < 0 || to >= list.length) return list;
    return list.toSpliced(place.at, 1).toSpliced(to, 0, step);
  });
}

/** How many steps stand beside it in its list, and which of them it is. */
export function placeInList(steps: readonly Step[], stepId: string): { at: number; of: number } {
  const place = findPlace(steps, stepId);
  if (!place) return { at: 0, of: 0 };
  const parent = listSteps(steps).find(({ step }) => step.id === place.branchId)?.step;
  const list = parent?.kind === 'branch' ? parent[place.side] : steps;
  return { at: place.at, of: list.length };
}

export const STEP_KINDS = ['act', 'inform', 'wait', 'wait_usual_hour', 'branch', 'choose', 'hint', 'end'] as const;
export type StepKind = (typeof STEP_KINDS)[number];

/** A step to begin with, under an id that none of the others has. */
export function newStep(
  kind: StepKind,
  { steps, locale }: Pick<FlowDocument, 'steps'> & { locale: 'ko' | 'en' },
): Step {
  const taken = new Set(listSteps(steps).map(({ step }) => step.id));
  let number = 1;
  while (taken.has(`${kind}_${number}`)) number += 1;
  const id = `${kind}_${number}`;
  const arm = {
    channel: 'email' as const,
    offer: { kind: 'none' as const },
    message: { subject: '', body: '', locale },
  };
  switch (kind) {
    case 'act':
      return { id, kind, arm };
    case 'inform':
      return { id, kind, templateId: null, values: {}, smsFallback: true };
    case 'wait':
      return { id, kind, amount: 1, unit: 'days' };
    case 'wait_usual_hour':
      return { id, kind, minutesBefore: 90 };
    case 'branch':
      return { id, kind, rule: { all: [{ fact: 'visits', atLeast: 2 }] }, yes: [], no: [] };
    case 'choose':
      return { id, kind, candidates: [{ key: 'a', name: '', when: null, itemId: null, inStock: true, arm }] };
    case 'hint':
      return { id, kind, text: '', days: 30 };
    case 'end':
      return { id, kind };
  }
}
