import type { Step } from '../../../../modules/flows/contract.ts';
import type { Place } from './tree.ts';

/** Size of a step on the canvas, and the room between two of them, in pixels. */
export const NODE_WIDTH = 240;
export const NODE_HEIGHT = 80;
const GAP_X = 40;
const GAP_Y = 56;

/** What stands before the first step and after the last. */
export const TRIGGER = 'trigger';
export const FINISH = 'finish';

export interface LaidNode {
  id: string;
  x: number;
  y: number;
}
export interface LaidEdge {
  from: string;
  to: string;
  side: 'yes' | 'no' | null;
  /** Where a step that is put on this line stands. */
  place: Place;
}

/** A line that waits for the step it leads to. */
type Loose = Omit<LaidEdge, 'to'>;

/** Columns that a list of steps takes. */
function widthOf(steps: readonly Step[]): number {
  return Math.max(1, ...steps.map((step) => (step.kind === 'branch' ? widthOf(step.yes) + widthOf(step.no) : 1)));
}

/**
 * Places every step below the one before it and the sides of a branch beside each other, yes on the left; lines from the
 * trigger to the end of the flow. The lines of a branch lead on to what stands after it.
 */
export function layFlow(steps: readonly Step[]): { nodes: LaidNode[]; edges: LaidEdge[] } {
  const nodes: LaidNode[] = [];
  const edges: LaidEdge[] = [];
  const put = (id: string, column: number, row: number) =>
    nodes.push({ id, x: column * (NODE_WIDTH + GAP_X), y: row * (NODE_HEIGHT + GAP_Y) });

  const lay = (
    list: readonly Step[],
    input: { loose: Loose[]; column: number; row: number; inside: Omit<Place, 'at'> },
  ): { loose: Loose[]; row: number } => {
    let { loose, row } = input;
    for (const [at, step] of list.entries()) {
      put(step.id, input.column, row);
      edges.push(...loose.map((one) => ({ ...one, to: step.id })));
      row += 1;
      const after = { ...input.inside, at: at + 1 };
      if (step.kind === 'end') loose = [];
      else if (step.kind !== 'branch') loose = [{ from: step.id, side: null, place: after }];
      else {
        const [left, right] = [widthOf(step.yes), widthOf(step.no)];
        const sides = (['yes', 'no'] as const).map((side) =>
          lay(step[side], {
            loose: [{ from: step.id, side, place: { branchId: step.id, side, at: 0 } }],
            column: input.column + (side === 'yes' ? -right : left) / 2,
            row,
            inside: { branchId: step.id, side },
          }),
        );
        // An empty side still needs a row for its line to be seen.
        row = Math.max(row, ...sides.map((side) => side.row));
        loose = sides.flatMap((side) => side.loose);
      }
    }
    return { loose, row };
  };

  put(TRIGGER, 0, 0);
  const inside = { branchId: null, side: 'yes' as const };
  const { loose, row } = lay(steps, {
    loose: [{ from: TRIGGER, side: null, place: { ...inside, at: 0 } }],
    column: 0,
    row: 1,
    inside,
  });
  put(FINISH, 0, row);
  edges.push(...loose.map((one) => ({ ...one, to: FINISH })));
  return { nodes, edges };
}
