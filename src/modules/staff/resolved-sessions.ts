import type { Actor } from '../../platform/actor.ts';

/** A live session as the server holds it for a moment. */
export interface ResolvedSession {
  sessionId: string;
  accountId: string;
  actor: Actor;
}

/** How long a resolved session is believed without asking the database: another process' revocation holds after it. */
const RESOLVED_MS = 1_000;
const resolved = new Map<string, { at: number; session: ResolvedSession }>();
const MAX_RESOLVED = 5_000;

/** The session behind a key, when it was resolved a moment ago. */
export function recallResolved(key: string): ResolvedSession | undefined {
  const known = resolved.get(key);
  return known && performance.now() - known.at < RESOLVED_MS ? known.session : undefined;
}

export function keepResolved(key: string, session: ResolvedSession): void {
  if (resolved.size >= MAX_RESOLVED) resolved.clear();
  resolved.set(key, { at: performance.now(), session });
}

/** Forgets what this process believes about sessions: after a revocation, a change of role, of language or of the demo's clock. */
export function forgetResolvedSessions(): void {
  resolved.clear();
}
