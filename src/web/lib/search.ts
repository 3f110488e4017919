import { useNavigate, useSearch } from '@tanstack/react-router';
import { useCallback } from 'react';
import type { z } from 'zod';

/**
 * State that lives in the URL: filters, sort, tab. Give every field a `.catch(default)`, so that an old link still opens.
 * `set(patch)` replaces the history entry; pass `{ push: true }` where the back button should return to the state before.
 */
export function useUrlState<S extends z.ZodObject>(schema: S) {
  const raw: unknown = useSearch({ strict: false });
  const navigate = useNavigate();
  const value = schema.parse(raw ?? {});
  const set = useCallback(
    (patch: Partial<z.input<S>>, options: { push?: boolean } = {}) => {
      const next = (previous: Record<string, unknown>) => {
        const merged: Record<string, unknown> = { ...previous, ...patch };
        for (const [name, one] of Object.entries(merged)) {
          if (one === undefined || one === '' || one === null) delete merged[name];
        }
        return merged;
      };
      return navigate({ to: '.', search: next as never, replace: options.push !== true });
    },
    [navigate],
  );
  return [value, set] as const;
}
