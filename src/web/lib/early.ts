/** Paths of the session and of the home screen; a test holds them to their contracts, which weigh too much for here. */
export const SESSION_PATH = '/api/session';
export const TODAY_PATH = '/api/today';

/** An answer older than this is asked for again: the screen that wanted it may open minutes later. */
const FRESH_MS = 5_000;

const asked = new Map<string, { answer: Promise<Response>; askedAtMs: number }>();

/** Asks for an answer before anybody wants it, as `call` would ask. */
function ask(url: string): Promise<Response> {
  const answer = fetch(url, { credentials: 'same-origin', headers: { accept: 'application/json' } });
  asked.set(url, { answer, askedAtMs: performance.now() });
  return answer.then((response) => response.clone());
}

/** The answer to this GET when it was asked for a moment ago; given once. */
export function takeEarly(url: string): Promise<Response> | undefined {
  const found = asked.get(url);
  asked.delete(url);
  return found && performance.now() - found.askedAtMs < FRESH_MS ? found.answer : undefined;
}

/**
 * Asks who is signed in and, on the home screen, for what stands on it, while the app itself is still on its way.
 * Nothing of the app is imported here: it would be waited for.
 */
export async function askEarly(pathname: string): Promise<void> {
  try {
    const answer = await ask(SESSION_PATH);
    if (pathname !== '/' || !answer.ok) return;
    const { session } = (await answer.json()) as { session?: unknown };
    if (session) await ask(TODAY_PATH);
  } catch {
    // Whoever takes the answer meets the same failure, and can show it.
  }
}
