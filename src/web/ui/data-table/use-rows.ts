import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useEffectEvent, useRef } from 'react';

/** Above this many rows only those in view are in the document. */
const VIRTUAL_FROM = 200;

/** Which rows to draw: all of a short list; of a long one those in view, with the room above and below them. */
export function useRows({
  count,
  rowHeight,
  onEnd,
}: {
  count: number;
  rowHeight: number;
  onEnd?: (() => void) | undefined;
}) {
  const scroller = useRef<HTMLDivElement>(null);
  const virtual = count > VIRTUAL_FROM;
  const virtualizer = useVirtualizer({
    count: virtual ? count : 0,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan: 12,
  });
  const items = virtualizer.getVirtualItems();
  const lastDrawn = virtual ? (items.at(-1)?.index ?? 0) : count - 1;

  const reachedEnd = useEffectEvent(() => onEnd?.());
  useEffect(() => {
    if (lastDrawn >= count - 1) reachedEnd();
  }, [lastDrawn, count]);

  return {
    scroller,
    virtual,
    indexes: virtual ? items.map((item) => item.index) : Array.from({ length: count }, (_unused, index) => index),
    before: items[0]?.start ?? 0,
    after: virtual ? virtualizer.getTotalSize() - (items.at(-1)?.end ?? 0) : 0,
    measure: virtualizer.measureElement,
  };
}
