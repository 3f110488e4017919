import { queryOptions, type UseMutationResult, useMutation } from '@tanstack/react-query';
import type { z } from 'zod';
import type { Endpoint, EndpointInput, EndpointOutput } from '../../shared/endpoint.ts';
import { ApiError, readError } from './api-error.ts';

import { takeEarly } from './early.ts';

export { ApiError } from './api-error.ts';

/** Told once per 401, so that the app can go to the sign-in screen and come back. */
let onUnauthenticated: () => void = () => {};
export function setUnauthenticatedHandler(handler: () => void) {
  onUnauthenticated = handler;
}

/** Replaces `:params` in the path and appends the query; empty and undefined query values are left out. */
export function buildUrl(path: string, input: { params?: unknown; query?: unknown }): string {
  const params = (input.params ?? {}) as Record<string, string | number | undefined>;
  const filled = path.replace(/:(\w+)/g, (_whole, name: string) => {
    const value = params[name];
    if (value === undefined) throw new TypeError(`missing path parameter ${name}`);
    return encodeURIComponent(String(value));
  });
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries((input.query ?? {}) as Record<string, unknown>)) {
    if (value === undefined || value === null || value === '') continue;
    for (const one of Array.isArray(value) ? value : [value]) search.append(name, String(one));
  }
  const text = search.toString();
  return text ? `${filled}?${text}` : filled;
}

interface CallOptions {
  signal?: AbortSignal;
  /** When it has passed, no answer counts as no line: nobody stands before a wheel that turns for ever. */
  deadline?: AbortSignal;
  /** Of a device that has no session. */
  key?: string;
}

/**
 * Calls an endpoint and gives its answer parsed by the contract.
 * @throws ApiError with the server's sentence; code `offline` when no answer came at all
 */
export async function call<E extends Endpoint>(
  endpoint: E,
  input: EndpointInput<E> = {},
  options: CallOptions = {},
): Promise<EndpointOutput<E>> {
  const hasBody = input.body !== undefined;
  const signal = options.deadline ?? options.signal;
  let response: Response;
  let text: string;
  try {
    const url = buildUrl(endpoint.path, input);
    response = await ((endpoint.method === 'GET' && takeEarly(url)) ||
      fetch(url, {
        method: endpoint.method,
        credentials: 'same-origin',
        headers: {
          accept: 'application/json',
          ...(hasBody ? { 'content-type': 'application/json' } : {}),
          ...(options.key ? { authorization: `Bearer ${options.key}` } : {}),
        },
        ...(hasBody ? { body: JSON.stringify(input.body) } : {}),
        ...(signal ? { signal } : {}),
      }));
    text = await response.text();
  } catch (cause) {
    if (options.signal?.aborted) throw cause;
    throw new ApiError({ status: 0, code: 'offline', message: '' });
  }
  if (!response.ok) {
    const error = readError(response.status, text);
    if (error.status === 401 && endpoint.access !== 'anonymous' && !options.key) onUnauthenticated();
    throw error;
  }
  return parseOutput(endpoint, response.status, text);
}

function parseOutput<E extends Endpoint>(endpoint: E, status: number, text: string): EndpointOutput<E> {
  const parsed = (endpoint.output as E['output']).safeParse(text === '' ? {} : JSON.parse(text));
  if (parsed.success) return parsed.data;
  // Where it broke, never what stood there: the answer may hold personal data.
  const where = parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.code}`).join('; ');
  console.error(`${endpoint.method} ${endpoint.path} does not keep its contract: ${where}`);
  throw new ApiError({ status, code: 'bad_answer', message: '' });
}

/** The key under which answers of one endpoint are kept; with no input, the key of all of them (for invalidation). */
export function keyOf<E extends Endpoint>(endpoint: E, input?: EndpointInput<E>): readonly unknown[] {
  const name = `${endpoint.method} ${endpoint.path}`;
  return input ? [name, input] : [name];
}

/** Of a screen at the counter: told in words after so long without an answer, instead of a wheel that turns for ever. */
interface Patience {
  withinMs?: number;
}

/**
 * TanStack query options of a GET endpoint: `useQuery(queryFor(listPlays, { query: { status: 'running' } }))`. With
 * `withinMs` it is `offline` after that time, once.
 */
export function queryFor<E extends Endpoint>(endpoint: E, input: EndpointInput<E> = {}, { withinMs }: Patience = {}) {
  return queryOptions<EndpointOutput<E>, ApiError>({
    queryKey: keyOf(endpoint, input),
    queryFn: ({ signal }) =>
      call(endpoint, input, withinMs === undefined ? { signal } : { deadline: deadlineIn(withinMs) }),
    ...(withinMs === undefined ? {} : { retry: false, networkMode: 'always' as const }),
  });
}

/** A mutation that calls the endpoint: `const send = useCall(sendPlay); send.mutate({ params: { playId } })`. */
export function useCall<E extends Endpoint>(
  endpoint: E,
  { withinMs }: Patience = {},
): UseMutationResult<EndpointOutput<E>, ApiError, EndpointInput<E>> {
  return useMutation<EndpointOutput<E>, ApiError, EndpointInput<E>>({
    mutationFn: (input) => call(endpoint, input, withinMs === undefined ? {} : { deadline: deadlineIn(withinMs) }),
    // Without a line it is tried and refused in words, instead of waiting unseen.
    ...(withinMs === undefined ? {} : { networkMode: 'always' as const }),
  });
}

/** A signal that is aborted after so long. */
export function deadlineIn(ms: number): AbortSignal {
  const controller = new AbortController();
  setTimeout(() => controller.abort(), ms);
  return controller.signal;
}

/** As long as a guest at the counter waits for an answer. */
export const COUNTER_ANSWER_MS = 8_000;

interface Upload<E extends Endpoint> {
  endpoint: E;
  params?: z.input<E['params']>;
  query?: z.input<E['query']>;
  file: File;
  /** Sent before the file, so that the server knows them when the file begins. */
  fields?: Record<string, string>;
  /** Share already sent, 0–1. */
  onProgress?: (sentShare: number) => void;
  signal?: AbortSignal;
}

/** Sends one file as multipart form data, with progress, which fetch cannot report. */
export function upload<E extends Endpoint>({
  endpoint,
  params,
  query,
  file,
  fields = {},
  onProgress,
  signal,
}: Upload<E>): Promise<EndpointOutput<E>> {
  return new Promise((resolve, reject) => {
    const form = new FormData();
    for (const [name, value] of Object.entries(fields)) form.append(name, value);
    form.append('file', file, file.name);

    const request = new XMLHttpRequest();
    request.open(endpoint.method, buildUrl(endpoint.path, { params, query }));
    request.setRequestHeader('accept', 'application/json');
    request.upload.onprogress = (event) => {
      if (event.lengthComputable && event.total > 0) onProgress?.(event.loaded / event.total);
    };
    request.onload = () => {
      if (request.status >= 200 && request.status < 300) {
        try {
          resolve(parseOutput(endpoint, request.status, request.responseText));
        } catch (error) {
          reject(error instanceof ApiError ? error : new ApiError({ status: 0, code: 'bad_answer', message: '' }));
        }
        return;
      }
      if (request.status === 401) onUnauthenticated();
      reject(readError(request.status, request.responseText));
    };
    request.onerror = () => reject(new ApiError({ status: 0, code: 'offline', message: '' }));
    request.onabort = () => reject(new DOMException('upload stopped', 'AbortError'));
    signal?.addEventListener('abort', () => request.abort(), { once: true });
    request.send(form);
  });
}
