import type { Socket } from 'node:net';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { AppError, type ErrorCode, HTTP_STATUS, type UserMessage } from '../../shared/errors.ts';
import { RESIDENT_NUMBER, RESIDENT_NUMBER_WORDS } from '../../shared/resident-number.ts';
import { metOthers } from '../db.ts';
import { type Log, withoutValues } from '../log.ts';

const GENERIC: Record<ErrorCode, UserMessage> = {
  invalid_input: { ko: '입력한 내용을 확인해 주세요.', en: 'Please check what you entered.' },
  unauthenticated: { ko: '다시 로그인해 주세요.', en: 'Please sign in.' },
  forbidden: { ko: '이 일을 할 권한이 없어요.', en: 'You do not have the right to do this.' },
  not_found: {
    ko: '찾는 것이 없어요. 지워졌거나 주소가 달라요.',
    en: 'Nothing here. It was removed, or the address is wrong.',
  },
  conflict: {
    ko: '그사이 다른 곳에서 바뀌었어요. 새로 고친 뒤 다시 해 주세요.',
    en: 'It was changed elsewhere meanwhile. Reload and try again.',
  },
  too_large: { ko: '파일이나 내용이 너무 커요. 나누어 올려 주세요.', en: 'Too large. Please split it.' },
  too_many_requests: {
    ko: '너무 자주 시도했어요. 잠시 뒤 다시 해 주세요.',
    en: 'Too many tries. Please wait a little.',
  },
  not_ready: { ko: '아직 준비 중이에요. 잠시 뒤 다시 해 주세요.', en: 'Not ready yet. Please try again in a moment.' },
  unavailable: {
    ko: '지금은 처리할 수 없어요. 아무것도 잃지 않았으니 잠시 뒤 다시 해 주세요.',
    en: 'This cannot be done right now. Nothing was lost; please try again in a moment.',
  },
  wrong_usage: { ko: '사용법이 맞지 않아요.', en: 'Wrong usage.' },
  internal: {
    ko: '저희 쪽에서 문제가 생겼어요. 저장되지 않은 것은 그대로 두고 다시 해 주세요.',
    en: 'Something went wrong on our side. Please try again; nothing half-done was stored.',
  },
};

const PG_DISK_FULL = '53100';
const PG_CONNECTION = new Set(['57P01', '57P03', '53300', 'ECONNREFUSED', 'ECONNRESET']);

/** What Fastify calls a body that is announced as JSON and is none, or empty. */
const NO_JSON = new Set(['FST_ERR_CTP_INVALID_JSON_BODY', 'FST_ERR_CTP_EMPTY_JSON_BODY']);

/** A body that should be JSON and is not. */
export function bodyIsNoJson(cause: unknown): AppError {
  return new AppError('invalid_input', 'body is no JSON', {
    cause,
    userMessage: {
      ko: '보낸 내용이 JSON이 아니에요. 따옴표와 쉼표를 확인해 주세요. 아무것도 저장하지 않았어요.',
      en: 'The body is not JSON. Check its quotes and commas. Nothing was stored.',
    },
  });
}

/** What came is no request of HTTP, as with raw Hangul in the address: no language is known either. */
export function refuseUnreadable(error: Error & { code?: string }, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) return void socket.destroy();
  const status = UNREADABLE_STATUS[error.code ?? ''] ?? '400 Bad Request';
  const { ko, en } = BAD_ADDRESS;
  const body = JSON.stringify({ error: { code: 'invalid_input', message: `${ko} ${en}`, details: {} } });
  socket.end(
    `HTTP/1.1 ${status}\r\ncontent-type: application/json; charset=utf-8\r\ncontent-length: ${Buffer.byteLength(body)}\r\nconnection: close\r\n\r\n${body}`,
  );
}

const UNREADABLE_STATUS: Readonly<Record<string, string>> = {
  ERR_HTTP_REQUEST_TIMEOUT: '408 Request Timeout',
  HPE_HEADER_OVERFLOW: '431 Request Header Fields Too Large',
};

const BAD_ADDRESS: UserMessage = {
  ko: '보낸 주소를 읽을 수 없어요. 한글과 빈칸은 %EA%B0%80처럼 바꿔 적어 주세요.',
  en: 'The request cannot be read. Percent-encode what is no plain letter in its address.',
};

/** Any thrown value as an AppError: ours, Fastify's, PostgreSQL's, or an unexpected one. */
export function toAppError(error: unknown): AppError {
  if (error instanceof AppError) return error;
  const { statusCode, code, message } = error as { statusCode?: number; code?: string; message?: string };
  if (code === PG_DISK_FULL || code === 'ENOSPC') {
    return new AppError('unavailable', 'disk full', {
      cause: error,
      userMessage: {
        ko: '디스크가 가득 차서 저장하지 못했어요. 공간을 비운 뒤 다시 해 주세요. 이전 내용은 그대로예요.',
        en: 'The disk is full, so this was not stored. Free some space and try again. Earlier data is untouched.',
      },
    });
  }
  if (code && PG_CONNECTION.has(code)) return new AppError('unavailable', `database: ${code}`, { cause: error });
  if (metOthers(error))
    return new AppError('unavailable', `database: ${code}`, { cause: error, details: { retryAfterSeconds: 5 } });
  if (code && NO_JSON.has(code)) return bodyIsNoJson(error);
  if (code === 'FST_ERR_BAD_URL')
    return new AppError('invalid_input', 'unreadable address', { cause: error, userMessage: BAD_ADDRESS });
  if (statusCode === 413) return new AppError('too_large', message ?? '', { cause: error });
  if (statusCode === 404) return new AppError('not_found', message ?? '', { cause: error });
  if (statusCode && statusCode >= 400 && statusCode < 500)
    return new AppError('invalid_input', message ?? '', { cause: error });
  return new AppError('internal', message ?? 'unknown', { cause: error });
}

/** What the person reads: the error's own sentence, or the one of its code. */
export function messageFor(error: AppError, locale: 'ko' | 'en'): string {
  return (error.userMessage ?? GENERIC[error.code])[locale];
}

/** A note of ours for the log, as `private address`: no sentence, and no code such as `no_consent` that a screen has words for. */
const IS_NOTE = /^[a-z]+(?: [a-z]+)*$/;

/** The details, an issue that repeats the error's sentence, or names a resident number, in the language of whoever reads it. */
function inLanguage(error: AppError, locale: 'ko' | 'en'): NonNullable<AppError['details']> {
  const { details = {}, userMessage } = error;
  if (!details.issues) return details;
  const issues = details.issues.map((issue) => {
    if (issue.message === RESIDENT_NUMBER) return { ...issue, message: RESIDENT_NUMBER_WORDS[locale] };
    const isSentence = userMessage && [userMessage.ko, userMessage.en].includes(issue.message);
    if (isSentence || (userMessage && IS_NOTE.test(issue.message))) return { ...issue, message: userMessage[locale] };
    return issue;
  });
  return { ...details, issues };
}

/** Answers with `{error:{code,message,details}}` and logs what we did not expect. */
export function sendError(
  error: unknown,
  options: { request: FastifyRequest; reply: FastifyReply; log: Log; locale: 'ko' | 'en' },
) {
  const { request, reply, log, locale } = options;
  const appError = toAppError(error);
  const status = HTTP_STATUS[appError.code];
  const { retryAfterSeconds } = appError.details ?? {};
  if (typeof retryAfterSeconds === 'number') void reply.header('retry-after', String(retryAfterSeconds));
  // Whoever asked has gone and the work was stopped for it: nothing failed.
  const isGone = error instanceof Error && error.name === 'AbortError' && reply.raw.destroyed;
  if (status >= 500 && !isGone) {
    // The route's pattern, not its URL: a URL may hold what somebody searched for.
    const cause = appError.cause instanceof Error ? appError.cause : appError;
    log.error(
      {
        route: request.routeOptions.url,
        code: appError.code,
        err: withoutValues(cause.message),
        stack: withoutValues(cause.stack ?? ''),
      },
      'request failed',
    );
  }
  const details = inLanguage(appError, locale);
  void reply
    .status(status)
    .type('application/json; charset=utf-8')
    .send(JSON.stringify({ error: { code: appError.code, message: messageFor(appError, locale), details } }));
}
