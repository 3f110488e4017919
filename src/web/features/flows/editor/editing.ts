import type { FlowDocument, FlowProblem, Step } from '../../../../modules/flows/contract.ts';
import type { RuleSlot } from './words.ts';

/** What both forms of a flow, drawn and written, show and change. */
export interface Editing {
  document: FlowDocument;
  /** `trigger`, `rules`, or the id of a step; null: nothing is open. */
  selected: string | null;
  /** The words of each step by its id, and of the trigger; a step that cannot be read yet has none. */
  words: ReadonlyMap<string, string>;
  problems: readonly FlowProblem[];
  ruleField: RuleSlot;
  onSelect: (selected: string | null) => void;
  onChange: (patch: Partial<FlowDocument>) => void;
  onSteps: (change: (steps: Step[]) => Step[]) => void;
}

/** Names of what is open beside the steps. */
export const TRIGGER_PART = 'trigger';
export const RULES_PART = 'rules';
