import { type InfiniteData, infiniteQueryOptions } from '@tanstack/react-query';
import type { Endpoint, EndpointInput, EndpointOutput } from '../../shared/endpoint.ts';
import { type ApiError, call, keyOf } from './api.ts';

/**
 * TanStack options of a GET endpoint that answers page by page, each beginning after `next` of the one before, null at the end:
 * `useInfiniteQuery(pagesFor(listRuns, { params }))`. What `also` says is part of the key: of another value all is asked anew.
 */
export function pagesFor<E extends Endpoint>(
  endpoint: E,
  input: EndpointInput<E> = {},
  { also = [] }: { also?: readonly unknown[] } = {},
) {
  type Page = EndpointOutput<E>;
  return infiniteQueryOptions<Page, ApiError, InfiniteData<Page>, readonly unknown[], string>({
    queryKey: [...keyOf(endpoint, input), ...also],
    queryFn: ({ signal, pageParam }) =>
      call(endpoint, pageParam === '' ? input : { ...input, query: { ...Object(input.query), after: pageParam } }, {
        signal,
      }),
    initialPageParam: '',
    getNextPageParam: (page) => (page as { next: string | null }).next,
  });
}
