import type { Role } from './contract.ts';

/**
 * What each role may do. One table: a right that stands nowhere in it belongs to nobody but the system.
 * Staff see masked people and record; managers also act; only the owner manages people, money and settings.
 */
const STAFF = [
  'customers:read',
  'customers:write',
  'orders:read',
  'orders:write',
  'insights:read',
  'plays:read',
  'touchpoints:write',
  'sources:read',
  'loyalty:read',
  'loyalty:write',
] as const;
const MANAGER = [
  ...STAFF,
  'customers:unmask',
  'customers:merge',
  'customers:sensitive',
  'customers:export',
  'imports:run',
  'segments:write',
  'plays:write',
  'plays:send',
  'loyalty:adjust',
  'demo:advance',
  'insights:sql',
] as const;
const OWNER = [
  ...MANAGER,
  'plays:approve',
  'settings:write',
  'loyalty:manage',
  'sources:manage',
  'staff:manage',
  'privacy:read',
  'insights:export',
] as const;

/** Rights of a role. */
export const RIGHTS: Readonly<Record<Role, readonly string[]>> = { owner: OWNER, manager: MANAGER, staff: STAFF };

/** Wrong tries within the window after which sign-in is refused for it (PV-51). */
export const MAX_FAILED_SIGN_INS = 10;
/** Wrong tries older than this are forgotten (PV-51). */
export const SIGN_IN_WINDOW_MS = 10 * 60_000;

/** A session ends by itself after this long without use. */
export const SESSION_IDLE_MS = 14 * 86_400_000;
/** `last_seen_at` is written at most this often. */
export const SESSION_TOUCH_MS = 5 * 60_000;
