import { routes } from '../../src/app/routes.ts';
import { importers } from '../../src/modules/imports/index.ts';
import { PLATFORMS } from '../../src/modules/sources/webhooks/contract.ts';
import { SOURCE_WAYS } from '../../src/modules/touchpoints/health/contract.ts';

/** Rights whose endpoints take nothing of a person who is not known yet. A new right has to be thought about. */
const NO_PEOPLE: Readonly<Record<string, string>> = {
  'signed-in': 'the account of the one who works here',
  'customers:read': 'views and words about people who are known',
  'customers:export': 'out, not in',
  'customers:unmask': 'looks at, and answers to, people who are known',
  'customers:sensitive': 'looks at people who are known',
  'items:write': 'what is sold',
  'insights:read': 'questions',
  'insights:export': 'out, not in',
  'insights:sql': 'questions',
  'loyalty:adjust': 'points of members',
  'loyalty:manage': 'the programme',
  'loyalty:write': 'points and coupons of members; somebody unknown is refused (PV-06)',
  'plays:read': 'previews',
  'plays:send': 'sends to whom it may',
  'plays:write': 'words and offers',
  'segments:write': 'rules of groups',
  'settings:write': 'the shop’s own words and switches',
  'sources:manage': 'connections; a delivery that is worked on again is the same delivery',
  'staff:manage': 'those who work here',
  'demo:advance': 'the clock of the demo shop',
};

/** Ways through which nobody comes in, and why. */
const EXEMPT: Readonly<Record<string, string>> = {
  'POST /api/session': 'signs staff in',
  'POST /api/setup': 'the first owner',
  'POST /api/demo': 'opens the demo shop, whose people are made up',
  'POST /api/my-link/:workspaceId': 'asks for a link; a stranger is told the same and not kept',
  'POST /api/my/:token/open': 'her own page: she is known',
  'POST /api/my/:token/view': 'her own page: she is known',
  'POST /api/my/:token/correct': 'her own page: she is known',
  'POST /api/my/:token/consents': 'her own page: what she presses there is her own word, with the text it stands for',
  'POST /api/my/:token/download': 'her own page: she is known',
  'POST /api/my/:token/erase': 'her own page: she is known',
  'POST /api/join/:token/guardian': 'whom to ask; nothing of the child is taken (PV-11)',
  'POST /api/v1/tablet/guardians': 'whom to ask; nothing of the child is taken (PV-11)',
  'POST /api/tablet/guardians': 'whom to ask; nothing of the child is taken (PV-11)',
  'POST /hooks/messages/:token': 'what became of messages, and who refuses them',
  'POST /u/:token': 'refuses messages',
  'POST /api/message-refusals': 'refuses messages',
  'POST /api/refunds/no-show': 'reckons, and keeps nothing',
  'POST /api/refunds/tuition': 'reckons, and keeps nothing',
  'PUT /api/items/:itemId/availability': 'what is sold out',
  'POST /debug/mp/collect': 'says what is wrong and stores nothing',
  'POST /api/plays/:playId/uses': 'a coupon on paper: counts, names nobody',
  'source feed': 'news and reviews are the shop’s, not a person’s',
  'source product': 'what the product itself says of people who are known',
};

/** Endpoints below these take only what is said of somebody, or something, that is there already. */
const OF_THE_KNOWN = [
  /^(?:POST|PATCH|PUT|DELETE) \/api\/customers\/:customerId(?:\/(?!consents$).*)?$/,
  /^(?:POST|PATCH) \/api\/households\//,
  /^POST \/api\/tablet\/people\/:customerId\/consent$/,
  /^POST \/api\/(?:tags|tag-changes)(?:\/|$)/,
  /^POST \/api\/entries\/:entryId\/undo$/,
  /^POST \/api\/customers\/duplicates\//,
  /^POST \/api\/customers\/merges\/(?::mergeId|sure)\/undo$/,
  /^(?:POST|PATCH|DELETE) \/api\/import-(?:maps|folders)(?:\/|$)/,
  /^(?:POST|DELETE) \/api\/imports\/uploads/,
  /^POST \/api\/imports\/:batchId\/undo$/,
];

/** Every way in of the product, from its own lists: endpoints that write, kinds of files, platforms, ways of a source. */
export function everyWay(): string[] {
  const written = routes
    .filter(({ endpoint: { method, access } }) => method !== 'GET' && !(access in NO_PEOPLE))
    .map(({ endpoint: { method, path } }) => `${method} ${path}`)
    .filter((name) => !OF_THE_KNOWN.some((pattern) => pattern.test(name)));
  return [
    ...written,
    ...Object.keys(importers).map((kind) => `import ${kind}`),
    ...PLATFORMS.map((platform) => `platform ${platform}`),
    ...SOURCE_WAYS.map((way) => `source ${way}`),
  ].filter((name) => !(name in EXEMPT));
}

/** Exemptions of nothing: a way that is gone, or a right. */
export function emptyExemptions(): string[] {
  const rights = new Set(routes.map(({ endpoint }) => endpoint.access as string));
  const names = new Set([
    ...routes.map(({ endpoint: { method, path } }) => `${method} ${path}`),
    ...SOURCE_WAYS.map((way) => `source ${way}`),
  ]);
  return [
    ...Object.keys(NO_PEOPLE).filter((right) => !rights.has(right)),
    ...Object.keys(EXEMPT).filter((name) => !names.has(name)),
    ...OF_THE_KNOWN.filter((pattern) => ![...names].some((name) => pattern.test(name))).map(String),
  ];
}
