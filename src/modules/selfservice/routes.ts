import type { FastifyRequest } from 'fastify';
import type { Context } from '../../platform/context.ts';
import { openRoute, type Route, route } from '../../platform/http/route.ts';
import { AppError } from '../../shared/errors.ts';
import { maskName } from '../../shared/mask.ts';
import { findCustomer, requireCustomer } from '../customers/index.ts';
import {
  askGuardian,
  createSelfLink,
  getJoinToken,
  getSelfLink,
  type OpenedShop,
  openJoin,
  openSelfLink,
  openShopById,
  requireSelf,
} from '../privacy/index.ts';
import { beginAttempt, recordAccess } from '../staff/index.ts';
import { getRecentWorkspace } from '../workspace/index.ts';
import * as contract from './contract.ts';
import { consentOnTablet, getConsentForm, join, type Proof } from './join.ts';
import { askForLink, linkSubject, mailSelfLink } from './mail-link.ts';
import { correctSelf, downloadSelf, eraseSelf, setOwnConsent, viewSelf } from './own-page.ts';

const deviceOf = (request: FastifyRequest) => `${request.headers['user-agent'] ?? ''} · ${request.ip}`;

function onTablet(actor: NonNullable<Proof['actor']>, request: FastifyRequest): Proof {
  return { method: 'tablet', evidence: `tablet of ${actor.accountId}`, device: deviceOf(request), actor };
}

async function requireJoin(context: Context, token: string): Promise<OpenedShop> {
  const shop = await openJoin(context, token);
  if (shop) return shop;
  throw new AppError('not_found', 'no such form', {
    userMessage: {
      ko: '이 가입 주소는 더 이상 쓰지 않아요. 매장에 여쭤봐 주세요.',
      en: 'This form is no longer open. Please ask the shop.',
    },
  });
}

/** Ten tries of one caller in ten minutes, whatever comes of them. @throws AppError too_many_requests */
async function limit(context: Context, request: FastifyRequest, what: string, ...others: string[]) {
  try {
    return await beginAttempt(context, [`${what} ${request.ip}`, ...others]);
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'too_many_requests') throw error;
    throw new AppError('too_many_requests', `${what}: too many tries`, {
      userMessage: {
        ko: '너무 여러 번 시도해서 잠시 멈췄어요. 10분 뒤에 다시 해 주세요.',
        en: 'Too many tries. Please try again in ten minutes.',
      },
    });
  }
}

async function linkOf(context: Context, shop: Pick<OpenedShop, 'db' | 'workspaceId'>, path: string): Promise<string> {
  const { publicUrl } = await getRecentWorkspace(shop.db, shop.workspaceId);
  return `${publicUrl || context.config.publicUrl}${path}`;
}

/** The public addresses of a shop: the form to join, and the one that mails the link to one's own page. */
async function linksOf(context: Context, shop: Pick<OpenedShop, 'db' | 'workspaceId'>, joinToken: string) {
  const [url, askUrl] = await Promise.all([
    linkOf(context, shop, `/join/${joinToken}`),
    linkOf(context, shop, `/my/ask/${shop.workspaceId}`),
  ]);
  return { url, askUrl };
}

const tabletRoutes: Route[] = [
  route(contract.getTabletForm, async ({ db, actor, query, now }) =>
    getConsentForm(db, { workspaceId: actor.workspaceId, lang: query.lang, now }),
  ),
  route(contract.getTabletPerson, async ({ db, actor, params, now }) => {
    await requireCustomer(db, actor.workspaceId, params.customerId);
    const person = await findCustomer(db, actor.workspaceId, params.customerId);
    await recordAccess(db, actor, { action: 'view', subject: params.customerId }, now);
    return { nameMasked: maskName(person?.name ?? '') };
  }),
  route(contract.joinOnTablet, async ({ db, actor, body, request, now }) =>
    join(db, { ...body, workspaceId: actor.workspaceId, proof: onTablet(actor, request), now }),
  ),
  route(contract.consentOnTablet, async ({ db, actor, params, body, request, now }) => {
    const { workspaceId } = actor;
    await consentOnTablet(db, { ...params, ...body, workspaceId, proof: onTablet(actor, request), now });
    return {};
  }),
  route(contract.askGuardianOnTablet, async ({ db, actor, body, now }) => {
    await askGuardian(db, { ...body, workspaceId: actor.workspaceId, now });
    return {};
  }),
  route(contract.getJoinLink, async ({ context, db, actor, now }) => {
    const { workspaceId } = actor;
    return linksOf(context, { db, workspaceId }, await getJoinToken(db, { workspaceId, now }));
  }),
  route(contract.renewJoinLink, async ({ context, db, actor, now }) => {
    actor.require('settings:write');
    const { workspaceId } = actor;
    return linksOf(context, { db, workspaceId }, await getJoinToken(db, { workspaceId, now, renew: true }));
  }),
  route(contract.createSelfLink, async ({ context, db, actor, params, now }) => {
    actor.require('customers:unmask');
    const { workspaceId, accountId } = actor;
    const { customerId } = params;
    await requireCustomer(db, workspaceId, customerId);
    const { key } = context.secrets;
    const made = await createSelfLink(db, { workspaceId, customerId, createdBy: accountId, now, key });
    await recordAccess(db, actor, { action: 'unmask', subject: `self link of ${customerId}` }, now);
    const url = await linkOf(context, { db, workspaceId }, `/my/${made.token}`);
    return { url, code: made.code, expiresAt: made.expiresAt.toISOString() };
  }),
  route(contract.mailSelfLink, async ({ context, actor, params, now }) =>
    mailSelfLink(context, actor, { ...params, now }),
  ),
];

async function requireShop(context: Context, workspaceId: string): Promise<OpenedShop> {
  const shop = await openShopById(context, workspaceId);
  if (shop) return shop;
  throw new AppError('not_found', 'no such shop', {
    userMessage: {
      ko: '이 주소의 매장을 찾지 못했어요. 매장에 여쭤봐 주세요.',
      en: 'There is no shop at this address. Please ask the shop.',
    },
  });
}

const openRoutes: Route[] = [
  openRoute(contract.getLinkForm, async ({ context, params }) => {
    const { db, workspaceId } = await requireShop(context, params.workspaceId);
    return { shopName: (await getRecentWorkspace(db, workspaceId)).senderName };
  }),
  openRoute(contract.askForLink, async ({ context, params, body, request }) => {
    const asked = linkSubject(context.secrets.key, { ...params, email: body.email });
    await limit(context, request, 'own page link', asked);
    return askForLink(context, await requireShop(context, params.workspaceId), body);
  }),
  openRoute(contract.getJoinForm, async ({ context, params, query }) => {
    const shop = await requireJoin(context, params.token);
    return getConsentForm(shop.db, { ...shop, lang: query.lang });
  }),
  openRoute(contract.joinOnWeb, async ({ context, params, body, request }) => {
    await limit(context, request, 'join');
    const { db, ...shop } = await requireJoin(context, params.token);
    const proof: Proof = { method: 'web', evidence: 'join form', device: deviceOf(request), actor: null };
    return join(db, { ...body, ...shop, proof });
  }),
  openRoute(contract.askGuardianOnWeb, async ({ context, params, body, request }) => {
    await limit(context, request, 'join');
    const { db, ...shop } = await requireJoin(context, params.token);
    await askGuardian(db, { ...body, ...shop });
    return {};
  }),
  openRoute(contract.getSelfLink, ({ context, params }) => getSelfLink(context, params.token)),
  openRoute(contract.openSelf, async ({ context, params, body, request }) => {
    const attempt = await limit(context, request, 'own page');
    const { session, expiresAt } = await openSelfLink(context, { ...params, ...body });
    await attempt.succeed();
    return { session, expiresAt: expiresAt.toISOString() };
  }),
  openRoute(contract.viewSelf, async ({ context, params, body }) =>
    viewSelf(await requireSelf(context, { ...params, ...body }), body.lang),
  ),
  openRoute(contract.downloadSelf, async ({ context, params, body }) => ({
    file: await downloadSelf(await requireSelf(context, { ...params, ...body }), context.secrets.key),
  })),
  openRoute(contract.setOwnConsent, async ({ context, params, body, request }) => {
    const { session, ...said } = body;
    const visit = await requireSelf(context, { ...params, session });
    await setOwnConsent(context, visit, { ...said, device: deviceOf(request) });
    return {};
  }),
  openRoute(contract.correctSelf, async ({ context, params, body }) => {
    await correctSelf(await requireSelf(context, { ...params, ...body }), body);
    return {};
  }),
  openRoute(contract.eraseSelf, async ({ context, params, body }) => {
    await eraseSelf(context, await requireSelf(context, { ...params, ...body }));
    return {};
  }),
];

/** What a person does herself: on the tablet of the shop, in its public form, on her own page. */
export const selfserviceRoutes: Route[] = [...tabletRoutes, ...openRoutes];
