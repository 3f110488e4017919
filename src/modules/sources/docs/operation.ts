import type { z } from 'zod';
import type { Endpoint } from '../../../shared/endpoint.ts';

/** One documented endpoint. */
export interface Operation {
  endpoint: Endpoint;
  name: { ko: string; en: string };
  /** What the endpoint reads one by one, by the body's field; `rows` are answered one by one as well. */
  rows?: { field: string; schema: z.ZodType };
  events?: { field: string; schema: z.ZodType };
  headers?: Readonly<Record<string, string>>;
  /** Works as it stands, with a key that has the right. */
  example: { query?: Readonly<Record<string, string>>; body?: unknown };
  /** How the key is shown; Bearer when absent. */
  auth?: 'bearer' | 'basic' | 'api_secret' | 'key';
  /** Success has no body. */
  empty?: boolean;
}
