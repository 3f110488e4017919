/** How a call ended, as far as it can be known. */
export type CallOutcome =
  | { kind: 'answered'; status: number; body: unknown }
  /** No connection was made: nothing was taken. */
  | { kind: 'unreachable'; reason: string }
  /** The request left and nothing came back, or a gateway answered for a server that may have taken it. */
  | { kind: 'unknown'; reason: string };

interface FetchError extends Error {
  cause?: { code?: string };
}

/** Codes that say that no byte of the request can have arrived. */
const NEVER_ARRIVED = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
]);

/**
 * Calls a provider once. Answers of the 5xx kind are `unknown`: a gateway says them for a server that may have done its
 * work. Never repeats by itself.
 */
export async function callProvider(
  url: string,
  init: {
    method: 'GET' | 'POST' | 'DELETE';
    headers?: Record<string, string>;
    body?: string | FormData | URLSearchParams;
    timeoutMs: number;
  },
): Promise<CallOutcome> {
  const { timeoutMs, ...rest } = init;
  try {
    const response = await fetch(url, { ...rest, redirect: 'error', signal: AbortSignal.timeout(timeoutMs) });
    const text = await response.text();
    if (response.status >= 500) return { kind: 'unknown', reason: `HTTP ${response.status}` };
    return { kind: 'answered', status: response.status, body: parseJson(text) };
  } catch (error) {
    const { cause, name } = error as FetchError;
    const reason = cause?.code ?? name;
    return { kind: NEVER_ARRIVED.has(reason) ? 'unreachable' : 'unknown', reason };
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
