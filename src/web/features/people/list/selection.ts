import { useState } from 'react';
import type { ListedCustomer, Selection } from '../../../../modules/customers/contract.ts';
import { MAX_CHOSEN } from '../../../../modules/customers/contract.ts';

/** Who is chosen: some people by id, or everybody who meets the filter. */
export interface Chosen {
  ids: ReadonlySet<string>;
  isAll: boolean;
  toggle: (customerId: string, isRange?: boolean) => void;
  /** Everybody that is loaded, or nobody. */
  toggleLoaded: () => void;
  chooseAll: () => void;
  clear: () => void;
  isChosen: (customerId: string) => boolean;
  size: number;
}

/** The choice of people in a list; `rows` in their order, for choosing from one to another. */
export function useChosen(rows: readonly ListedCustomer[]): Chosen {
  const [ids, setIds] = useState<ReadonlySet<string>>(new Set());
  const [isAll, setAll] = useState(false);
  const [last, setLast] = useState<string>();
  const places = () => new Map(rows.map((row, at) => [row.customerId, at]));
  const clear = () => {
    setIds(new Set());
    setAll(false);
    setLast(undefined);
  };
  const toggle = (customerId: string, isRange = false) => {
    const next = new Set(isAll ? rows.map((row) => row.customerId).slice(0, MAX_CHOSEN) : ids);
    setAll(false);
    const at = places();
    const from = last === undefined ? undefined : at.get(last);
    const to = at.get(customerId);
    if (isRange && from !== undefined && to !== undefined) {
      for (const row of rows.slice(Math.min(from, to), Math.max(from, to) + 1)) next.add(row.customerId);
    } else if (next.has(customerId)) next.delete(customerId);
    else next.add(customerId);
    setLast(customerId);
    setIds(new Set([...next].slice(0, MAX_CHOSEN)));
  };
  return {
    ids,
    isAll,
    toggle,
    toggleLoaded: () => {
      if (isAll || ids.size > 0) clear();
      else setIds(new Set(rows.slice(0, MAX_CHOSEN).map((row) => row.customerId)));
    },
    chooseAll: () => {
      setAll(true);
      setIds(new Set());
    },
    clear,
    isChosen: (customerId) => isAll || ids.has(customerId),
    size: ids.size,
  };
}

/** The choice as the API takes it. */
export function toSelection(chosen: Chosen, filter: Extract<Selection, { filter: unknown }>['filter']): Selection {
  return chosen.isAll ? { filter } : { customerIds: [...chosen.ids] };
}
