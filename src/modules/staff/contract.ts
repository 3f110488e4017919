import { z } from 'zod';
import { defineEndpoint, zAskedInstant, zId, zInstant } from '../../shared/endpoint.ts';
import { zNewShop, zWorkspaceSummary } from '../workspace/contract.ts';

export const ROLES = ['owner', 'manager', 'staff'] as const;
export const zRole = z.enum(ROLES);
export type Role = z.infer<typeof zRole>;

export const zLocale = z.enum(['ko', 'en']);
export type Locale = z.infer<typeof zLocale>;

/** At least ten characters; length is what makes a password strong. */
export const zPassword = z.string().min(10).max(200);
export const zAccountEmail = z
  .email()
  .max(254)
  .transform((email) => email.toLowerCase());

/** Who is signed in, where, and what she may do. */
export const zSession = z.object({
  account: z.object({ accountId: zId, email: z.string(), name: z.string(), locale: zLocale }),
  role: zRole,
  /** Rights such as `customers:unmask`; the screen hides what is not in here, the server refuses it. */
  rights: z.array(z.string()),
  workspace: zWorkspaceSummary,
  /** Workspaces this person may switch to (her shop, the demo). */
  workspaces: z.array(z.object({ workspaceId: zId, name: z.string(), kind: z.enum(['real', 'demo']) })),
});
export type Session = z.infer<typeof zSession>;

export const getSession = defineEndpoint({
  method: 'GET',
  path: '/api/session',
  access: 'anonymous',
  summary: 'The session of this browser, or null',
  output: z.object({ session: zSession.nullable() }),
});

export const signIn = defineEndpoint({
  method: 'POST',
  path: '/api/session',
  access: 'anonymous',
  summary: 'Signs in with e-mail and password; ten wrong tries lock the address for ten minutes (PV-51)',
  body: z.object({ email: zAccountEmail, password: z.string().min(1).max(200) }),
  output: z.object({ session: zSession }),
});

export const signOut = defineEndpoint({
  method: 'DELETE',
  path: '/api/session',
  access: 'signed-in',
  summary: 'Ends this session',
  output: z.object({}),
});

export const switchWorkspace = defineEndpoint({
  method: 'PUT',
  path: '/api/session/workspace',
  access: 'signed-in',
  summary: 'Moves this session to another workspace of the same person',
  body: z.object({ workspaceId: zId }),
  output: z.object({ session: zSession }),
});

export const setUp = defineEndpoint({
  method: 'POST',
  path: '/api/setup',
  access: 'anonymous',
  summary: 'First run: makes the owner and the shop, and signs the owner in; refused once it has happened',
  body: z.object({
    email: zAccountEmail,
    password: zPassword,
    name: z.string().trim().max(60).default(''),
    locale: zLocale,
    shop: zNewShop,
  }),
  output: z.object({ session: zSession }),
});

export const updateAccount = defineEndpoint({
  method: 'PATCH',
  path: '/api/account',
  access: 'signed-in',
  summary: 'Changes the own name or language',
  body: z.object({ name: z.string().trim().max(60), locale: zLocale }).partial(),
  output: z.object({ session: zSession }),
});

export const changePassword = defineEndpoint({
  method: 'PATCH',
  path: '/api/account/password',
  access: 'signed-in',
  summary: 'Changes the own password and ends every other session of the account',
  body: z.object({ current: z.string().min(1).max(200), next: zPassword }),
  output: z.object({}),
});

export const listSessions = defineEndpoint({
  method: 'GET',
  path: '/api/account/sessions',
  access: 'signed-in',
  summary: 'Where this account is signed in',
  output: z.object({
    sessions: z.array(
      z.object({
        sessionId: zId,
        createdAt: zInstant,
        lastSeenAt: zInstant,
        userAgent: z.string(),
        current: z.boolean(),
      }),
    ),
  }),
});

export const revokeSession = defineEndpoint({
  method: 'DELETE',
  path: '/api/account/sessions/:sessionId',
  access: 'signed-in',
  summary: 'Signs one device out, at once',
  params: z.object({ sessionId: zId }),
  output: z.object({}),
});

export const zMember = z.object({
  accountId: zId,
  email: z.string(),
  name: z.string(),
  role: zRole,
  createdAt: zInstant,
});

export const listMembers = defineEndpoint({
  method: 'GET',
  path: '/api/staff',
  access: 'staff:manage',
  summary: 'Everybody who may sign in to this shop',
  output: z.object({ members: z.array(zMember) }),
});

export const createMember = defineEndpoint({
  method: 'POST',
  path: '/api/staff',
  access: 'staff:manage',
  summary: 'Adds a manager or a member of staff with a first password',
  body: z.object({ email: zAccountEmail, password: zPassword, name: z.string().trim().max(60), role: zRole }),
  output: zMember,
});

export const setMemberPassword = defineEndpoint({
  method: 'POST',
  path: '/api/staff/:accountId/password',
  access: 'staff:manage',
  summary: 'Sets a new first password for a member who forgot hers, and signs her out everywhere',
  params: z.object({ accountId: zId }),
  body: z.object({ password: zPassword }),
  output: z.object({}),
});

export const removeMember = defineEndpoint({
  method: 'DELETE',
  path: '/api/staff/:accountId',
  access: 'staff:manage',
  summary: 'Takes the right to sign in away, and ends the sessions of that person (PV-59)',
  params: z.object({ accountId: zId }),
  output: z.object({}),
});

export const listAccessLog = defineEndpoint({
  method: 'GET',
  path: '/api/access-log',
  access: 'privacy:read',
  summary: 'Who looked at whose data (PV-53, PV-55), newest first',
  query: z.object({
    before: zAskedInstant.optional(),
    after: zId.optional(),
    limit: z.coerce.number().int().min(1).max(200).default(100),
  }),
  output: z.object({
    /** Pass as `after` for the next page; null at the end. */
    next: zId.nullable(),
    entries: z.array(
      z.object({
        accessLogId: zId,
        at: zInstant,
        accountEmail: z.string(),
        action: z.string(),
        /** What was looked for or opened; never personal data in clear. */
        subject: z.string(),
        /** What came of it, the reason of a file, or the words of SQL, with numbers of people hidden. */
        result: z.string(),
        ip: z.string(),
      }),
    ),
  }),
});

/** What a key of the shop's own programs may be made for. */
export const API_SCOPES = [
  'touchpoints:write',
  'customers:read',
  'customers:write',
  'orders:write',
  'items:write',
  'loyalty:write',
  'tablet:use',
] as const;
export const zApiScope = z.enum(API_SCOPES);
export type ApiScope = z.infer<typeof zApiScope>;

/** `secret` stays on a server; `public` may stand in a web page, and only appends what a browser saw. */
export const zApiKeyKind = z.enum(['secret', 'public']);
export type ApiKeyKind = z.infer<typeof zApiKeyKind>;

/** Name of a source as it is stored: lower-case letters, digits, `-`, `_` and `.`. */
export const zSourceName = z
  .string()
  .trim()
  .max(40)
  .regex(/^[a-z0-9][a-z0-9._-]*$/);

export const zApiKey = z.object({
  apiKeyId: zId,
  kind: zApiKeyKind,
  label: z.string(),
  source: z.string(),
  scopes: z.array(zApiScope),
  /** The beginning of the key; the rest is nowhere. */
  prefix: z.string(),
  createdAt: zInstant,
  lastUsedAt: zInstant.nullable(),
  expiresAt: zInstant.nullable(),
  revokedAt: zInstant.nullable(),
});
export type ApiKeyRow = z.infer<typeof zApiKey>;

export const listApiKeys = defineEndpoint({
  method: 'GET',
  path: '/api/api-keys',
  access: 'sources:manage',
  summary: 'Keys of tills, sites and programs, the newest first; revoked ones too',
  output: z.object({ apiKeys: z.array(zApiKey) }),
});

export const createApiKey = defineEndpoint({
  method: 'POST',
  path: '/api/api-keys',
  access: 'sources:manage',
  summary: 'Makes a key. It is shown in this answer and never again',
  body: z
    .object({
      kind: zApiKeyKind,
      label: z.string().trim().min(1).max(60),
      source: zSourceName,
      /** A public key has none: what it may do is fixed. */
      scopes: z.array(zApiScope).max(API_SCOPES.length).default([]),
      /** For ever when absent. */
      expiresInDays: z.number().int().min(1).max(3_650).optional(),
    })
    .refine(({ kind, scopes }) => (kind === 'public') === (scopes.length === 0), { path: ['scopes'] }),
  output: z.object({ apiKey: zApiKey, key: z.string() }),
});

export const revokeApiKey = defineEndpoint({
  method: 'POST',
  path: '/api/api-keys/:apiKeyId/revoke',
  access: 'sources:manage',
  summary: 'Takes a key its power, at once',
  params: z.object({ apiKeyId: zId }),
  output: z.object({ apiKey: zApiKey }),
});
