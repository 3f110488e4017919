import { z } from 'zod';
import type { Issue } from '../../shared/errors.ts';

const zErrorAnswer = z.object({
  error: z.object({
    code: z.string(),
    message: z.string().default(''),
    details: z
      .looseObject({ issues: z.array(z.object({ path: z.string(), message: z.string() })).optional() })
      .optional(),
  }),
});

/** A call that failed. `message` is the server's sentence in the person's language, or empty when none came. */
export class ApiError extends Error {
  /** HTTP status; 0 when no answer came. */
  readonly status: number;
  /** The server's error code, or `offline`, or `bad_answer`. */
  readonly code: string;
  readonly details: { issues?: Issue[] | undefined; [key: string]: unknown };

  constructor(parts: { status: number; code: string; message: string; details?: ApiError['details'] | undefined }) {
    super(parts.message);
    this.name = 'ApiError';
    this.status = parts.status;
    this.code = parts.code;
    this.details = parts.details ?? {};
  }

  /** Everything wrong with the input, each with its path; empty when the server named nothing. */
  get issues(): Issue[] {
    return this.details.issues ?? [];
  }

  /** Sentences by form field: `body.shop.name` becomes `shop.name`; the first issue of a field wins. */
  fieldErrors(): Record<string, string> {
    const errors: Record<string, string> = {};
    for (const issue of this.issues) {
      const field = issue.path.replace(/^(body|query|params)\./, '');
      errors[field] ??= issue.message;
    }
    return errors;
  }
}

/** Turns an error answer into an ApiError; anything that is not ours (a proxy's page) keeps only its status. */
export function readError(status: number, text: string): ApiError {
  try {
    const { error } = zErrorAnswer.parse(JSON.parse(text));
    return new ApiError({ status, code: error.code, message: error.message, details: error.details });
  } catch {
    return new ApiError({ status, code: status >= 500 ? 'unavailable' : 'invalid_input', message: '' });
  }
}
