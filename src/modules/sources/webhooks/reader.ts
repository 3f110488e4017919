import { isNestedDeeper, type JsonValue, parseJsonExactly } from '../../../shared/json.ts';
import { readCafe24 } from './adapters/cafe24.ts';
import { readGeneric } from './adapters/generic.ts';
import { readShopify } from './adapters/shopify.ts';
import { readSquare } from './adapters/square.ts';
import { readToast } from './adapters/toast.ts';
import type { GenericMap, Platform } from './contract.ts';
import type { Reading, ReadingContext } from './parts.ts';
import { ReadingProblem } from './problem.ts';

const READERS = { shopify: readShopify, square: readSquare, toast: readToast, cafe24: readCafe24 };

/** A body as UTF-8 JSON. @throws ReadingProblem not_json, also for one that is nested without end */
export function parseBody(body: Buffer): JsonValue {
  let json: JsonValue;
  try {
    json = parseJsonExactly(new TextDecoder('utf-8', { fatal: true }).decode(body));
  } catch {
    throw new ReadingProblem({ code: 'not_json' });
  }
  if (isNestedDeeper(json)) throw new ReadingProblem({ code: 'not_json' });
  return json;
}

/** What a delivery says. @throws ReadingProblem when it cannot be taken as it is */
export function readBody(
  body: Buffer,
  how: { platform: Platform; map: GenericMap | null },
  context: ReadingContext,
): Reading {
  const json = parseBody(body);
  if (how.platform !== 'generic') return READERS[how.platform](json, context);
  if (!how.map) throw new ReadingProblem({ code: 'map_missing' });
  return readGeneric(json, how.map, context);
}

/** Headers that readers look at; nothing else is kept. */
const KEPT_HEADERS = ['x-shopify-topic', 'x-shopify-triggered-at', 'x-shopify-webhook-id', 'content-type'];

/** What of the headers is kept with a delivery. */
export function keepHeaders(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    KEPT_HEADERS.flatMap((name) => (headers[name] ? [[name, headers[name].slice(0, 200)]] : [])),
  );
}
