import { useEffect, useSyncExternalStore } from 'react';

/** One line of the command palette. */
export interface Command {
  id: string;
  label: string;
  /** What else one might type to find it. */
  keywords?: string;
  run: () => void;
}

let commands: readonly Command[] = [];
const listeners = new Set<() => void>();

function change(next: readonly Command[]) {
  commands = next;
  for (const listener of listeners) listener();
}

/** Adds a screen's own commands to the palette while it is shown. Keep the array stable (useMemo). */
export function useCommands(mine: readonly Command[]) {
  useEffect(() => {
    change([...commands, ...mine]);
    return () => change(commands.filter((command) => !mine.includes(command)));
  }, [mine]);
}

/** All commands of the screens shown now. */
export function useRegisteredCommands(): readonly Command[] {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => commands,
  );
}
