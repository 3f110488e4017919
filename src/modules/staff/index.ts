/**
 * Staff: accounts, roles and their rights, sign-in, sessions, API keys, and the log of who looked at whose data. Owns schema `staff`.
 */
export { type AccessEntry, recordAccess } from './access-log.ts';
export { createApiKey } from './api-keys/service.ts';
export { resetPassword } from './change-password.ts';
export { API_SCOPES, type Locale, type Role, type Session } from './contract.ts';
export { forgetResolvedSessions } from './resolved-sessions.ts';
export { callerOf, resolveKeyOf, resolveRequest, setSessionCookie, staffRoutes } from './routes.ts';
export { describeSession, isSetUp, joinDemo, listRightsOf, openSession, setUp } from './service.ts';
export { beginAttempt } from './sign-in-attempts.ts';
export { listAccountNames } from './store.ts';
