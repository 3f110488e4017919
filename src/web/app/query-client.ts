import { QueryClient } from '@tanstack/react-query';
import { ApiError } from '../lib/api-error.ts';

const MAX_RETRIES = 2;

/** Retries only what may pass by itself; a refusal is shown at once. */
function mayPass(error: unknown): boolean {
  return (
    error instanceof ApiError &&
    (error.code === 'offline' || error.code === 'unavailable' || error.code === 'not_ready')
  );
}

export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 10_000,
      retry: (failures, error) => failures < MAX_RETRIES && mayPass(error),
      // A screen left open on the counter is true again when somebody looks at it.
      refetchOnWindowFocus: true,
    },
    mutations: { retry: false },
  },
});
