/** A dot with the size of its name, in pixels. */
export interface Labelled {
  x: number;
  y: number;
  width: number;
  height: number;
}

type Side = 'right' | 'left' | 'top' | 'bottom';

/** Where a name stands: beside its dot, and how many pixels lower (or, negative, higher) than the middle of it. */
export interface Place {
  side: Side;
  down: number;
}

interface Box {
  left: number;
  right: number;
  top: number;
  bottom: number;
}

/** Pixels between a dot and its name. */
const GAP = 8;
/** Tried in this order; lines of the name's own height up or down. */
const PLACES = [
  { side: 'right', lines: 0 },
  { side: 'left', lines: 0 },
  { side: 'right', lines: -0.8 },
  { side: 'right', lines: 0.8 },
  { side: 'left', lines: -0.8 },
  { side: 'left', lines: 0.8 },
  { side: 'top', lines: 0 },
  { side: 'bottom', lines: 0 },
] as const;

/**
 * The place beside each dot where its name covers the least of other names, of dots, and of what lies outside the picture;
 * the first tried (right, left, a little above or below, on top, under it) where several are as good. Dots are taken from the
 * top down, so that the answer does not depend on their order. Empty for none. Worked: two dots at one height, 20 px apart, names of 60 px: the left one's name
 * stands left, the right one's right.
 */
export function placeLabels(dots: readonly Labelled[], frame: Box): Place[] {
  const marks = dots.map(({ x, y }) => ({ left: x - GAP, right: x + GAP, top: y - GAP / 2, bottom: y + GAP / 2 }));
  const places = dots.map((): Place => ({ side: 'right', down: 0 }));
  const placed: Box[] = [];
  const order = dots.map((_dot, at) => at).toSorted((a, b) => (dots[a]?.y ?? 0) - (dots[b]?.y ?? 0));
  for (const at of order) {
    const dot = dots[at];
    if (!dot) continue;
    const others = [...placed, ...marks.filter((_mark, other) => other !== at)];
    const choices = PLACES.map(({ side, lines }) => {
      const down = lines * dot.height;
      const box = boxOf({ ...dot, y: dot.y + down }, side);
      const covered = others.reduce((sum, other) => sum + overlap(box, other), 0);
      return { side, down, box, cost: covered + dot.width * dot.height - overlap(box, frame) };
    });
    const best = choices.reduce((least, choice) => (choice.cost < least.cost ? choice : least));
    places[at] = { side: best.side, down: best.down };
    placed.push(best.box);
  }
  return places;
}

function boxOf({ x, y, width, height }: Labelled, side: Side): Box {
  if (side === 'right' || side === 'left') {
    const left = side === 'right' ? x + GAP : x - GAP - width;
    return { left, right: left + width, top: y - height / 2, bottom: y + height / 2 };
  }
  const top = side === 'top' ? y - GAP - height : y + GAP;
  return { left: x - width / 2, right: x + width / 2, top, bottom: top + height };
}

function overlap(a: Box, b: Box): number {
  const across = Math.min(a.right, b.right) - Math.max(a.left, b.left);
  const down = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
  return across > 0 && down > 0 ? across * down : 0;
}
