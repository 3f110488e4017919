/** Every failure the product names. One table (`HTTP_STATUS`) turns a code into an HTTP status. */
export type ErrorCode =
  | 'invalid_input'
  | 'unauthenticated'
  | 'forbidden'
  | 'not_found'
  | 'conflict'
  | 'too_large'
  | 'too_many_requests'
  | 'not_ready'
  | 'unavailable'
  | 'wrong_usage'
  | 'internal';

/** HTTP status of each error code; the only place where the two meet. */
export const HTTP_STATUS: Readonly<Record<ErrorCode, number>> = {
  invalid_input: 400,
  unauthenticated: 401,
  forbidden: 403,
  not_found: 404,
  conflict: 409,
  too_large: 413,
  too_many_requests: 429,
  not_ready: 503,
  unavailable: 503,
  wrong_usage: 400,
  internal: 500,
};

/** One thing wrong with the input: where it stands (`path`, e.g. `body.name` or `row 12, amount`) and what is wrong. */
export interface Issue {
  path: string;
  message: string;
}

/** A sentence for the person, in both languages. Says what happened, what was kept and what to do. */
export interface UserMessage {
  ko: string;
  en: string;
}

interface AppErrorOptions {
  cause?: unknown;
  userMessage?: UserMessage;
  details?: { issues?: Issue[]; [key: string]: unknown };
}

/**
 * The one error class. `message` is for logs (English, no personal data);
 * `userMessage` is for the person; `details` travels to the caller as it is.
 */
export class AppError extends Error {
  readonly code: ErrorCode;
  readonly userMessage: UserMessage | undefined;
  readonly details: AppErrorOptions['details'];

  constructor(code: ErrorCode, message: string, options: AppErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'AppError';
    this.code = code;
    this.userMessage = options.userMessage;
    this.details = options.details;
  }
}
