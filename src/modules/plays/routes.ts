import type { FastifyRequest } from 'fastify';
import type { Actor } from '../../platform/actor.ts';
import type { Db } from '../../platform/db.ts';
import { openRoute, type Route, route } from '../../platform/http/route.ts';
import { AppError } from '../../shared/errors.ts';
import { businessDayOf } from '../../shared/time.ts';
import { MAX_PICTURE_BYTES } from '../messaging/index.ts';
import { getWorkspace } from '../workspace/index.ts';
import { renderCodePage } from './code-page.ts';
import * as bookContract from './contract/book.ts';
import * as offlineContract from './contract/offline.ts';
import * as pictureContract from './contract/picture.ts';
import * as policyContract from './contract/policy.ts';
import * as resultContract from './contract/result.ts';
import * as contract from './contract.ts';
import { askApproval, sendBack, takeBack } from './service/approval.ts';
import { exportBook, getBook } from './service/book.ts';
import { finishPlay, resumeSending, stopPlay } from './service/close.ts';
import { createNextVersion, createPlay, removePlay, updatePlay } from './service/drafts.ts';
import { exportTreated } from './service/export.ts';
import { launchPlay } from './service/launch.ts';
import { listLeftOut } from './service/left-out.ts';
import { getPlay, listPlays } from './service/list.ts';
import { getOfflineReport, openCode, recordCodeUse } from './service/offline.ts';
import { addPicture, showPicture } from './service/pictures.ts';
import { getPlayPolicy, updatePlayPolicy } from './service/policy.ts';
import { previewPlay } from './service/preview.ts';
import { getPlayResult } from './service/result.ts';
import { listStandingResults } from './service/standing.ts';

/** The file of an upload, as far as it can be one at all: what is longer is refused by its size. @throws AppError invalid_input */
async function readPicture(request: FastifyRequest): Promise<Buffer> {
  const limits = { fileSize: MAX_PICTURE_BYTES + 1 };
  const file = request.isMultipart() ? await request.file({ limits, throwFileSizeLimit: false }) : undefined;
  if (!file) {
    throw new AppError('invalid_input', 'no file in the request', {
      userMessage: { ko: '올릴 사진을 골라 주세요.', en: 'Please choose a picture.' },
    });
  }
  const parts: Buffer[] = [];
  for await (const part of file.file) parts.push(part as Buffer);
  return Buffer.concat(parts);
}

const todayOf = async (db: Db, actor: Actor, now: Date) =>
  businessDayOf(now, await getWorkspace(db, actor.workspaceId));

export const playRoutes: Route[] = [
  route(contract.listPlays, async ({ context, db, actor, now }) => ({
    plays: await listPlays(context, actor, await todayOf(db, actor, now)),
  })),
  route(contract.createPlay, async ({ db, actor, body, now }) => createPlay(db, actor, body, now)),
  route(contract.getPlay, async ({ context, db, actor, params, now }) =>
    getPlay(context, actor, params.playId, await todayOf(db, actor, now)),
  ),
  route(contract.updatePlay, async ({ db, actor, params, body, now }) =>
    updatePlay(db, actor, { playId: params.playId, change: body, now }),
  ),
  route(contract.removePlay, async ({ db, actor, params }) => {
    await removePlay(db, actor, params.playId);
    return {};
  }),
  route(
    pictureContract.addPicture,
    async ({ db, actor, params, request, now }) =>
      addPicture(db, actor, { playId: params.playId, readImage: () => readPicture(request), now }),
    { upload: true },
  ),
  route(pictureContract.showPicture, async ({ db, actor, params, reply }) => {
    const image = await showPicture(db, actor, params);
    // What an id names never changes.
    void reply.header('cache-control', 'private, max-age=86400, immutable').type('image/jpeg').send(image);
    return {};
  }),
  route(contract.listLeftOut, async ({ context, db, actor, params, now }) =>
    listLeftOut(context, actor, {
      ...params,
      today: await todayOf(db, actor, now),
      now,
    }),
  ),
  route(contract.previewPlay, async ({ context, db, actor, params, now }) =>
    previewPlay(context, actor, { playId: params.playId, today: await todayOf(db, actor, now), now }),
  ),
  route(contract.launchPlay, async ({ context, db, actor, params, body, now }) =>
    launchPlay(context, actor, { playId: params.playId, ...body, today: await todayOf(db, actor, now), now }),
  ),
  route(resultContract.getPlayResult, async ({ context, db, actor, params, now }) =>
    getPlayResult(context, actor, { playId: params.playId, today: await todayOf(db, actor, now) }),
  ),
  route(contract.stopPlay, async ({ db, actor, params, now }) => stopPlay(db, actor, params.playId, now)),
  route(contract.resumeSending, async ({ db, actor, params }) => {
    await resumeSending(db, actor, params.playId);
    return {};
  }),
  route(contract.finishPlay, async ({ db, actor, params, body, now }) =>
    finishPlay(db, actor, { ...body, playId: params.playId, today: await todayOf(db, actor, now), now }),
  ),
  route(contract.createNextVersion, async ({ db, actor, params, now }) =>
    createNextVersion(db, actor, params.playId, now),
  ),
  route(contract.exportTreated, async ({ db, actor, params, now, reply }) => {
    const csv = await exportTreated(db, actor, params.playId, now);
    void reply
      .header('cache-control', 'no-store')
      .header('content-disposition', `attachment; filename="play-${params.playId}.csv"`)
      .type('text/csv; charset=utf-8')
      .send(csv);
    return {};
  }),
  route(contract.askApproval, async ({ db, actor, params, now }) =>
    askApproval(db, actor, { playId: params.playId, now }),
  ),
  route(contract.sendBack, async ({ db, actor, params, body, now }) =>
    sendBack(db, actor, { playId: params.playId, note: body.note, now }),
  ),
  route(contract.takeBack, async ({ db, actor, params, now }) => takeBack(db, actor, { playId: params.playId, now })),
  route(policyContract.getPlayPolicy, async ({ db, actor }) => ({ policy: await getPlayPolicy(db, actor) })),
  route(policyContract.updatePlayPolicy, async ({ db, actor, body, now }) => ({
    policy: await updatePlayPolicy(db, actor, { policy: body, today: await todayOf(db, actor, now), now }),
  })),
  route(policyContract.listStandingResults, async ({ context, db, actor, now }) => ({
    periods: await listStandingResults(context, actor, await todayOf(db, actor, now)),
  })),
  route(offlineContract.getOfflineReport, async ({ context, db, actor, params, now }) =>
    getOfflineReport(context, actor, { playId: params.playId, today: await todayOf(db, actor, now) }),
  ),
  route(offlineContract.recordCodeUse, async ({ context, db, actor, params, body, now }) => {
    await recordCodeUse(context, actor, { ...body, playId: params.playId, today: await todayOf(db, actor, now), now });
    return {};
  }),
  openRoute(offlineContract.openCode, async ({ context, params, reply }) => {
    const page = await openCode(context, params.code);
    void reply
      .status(page ? 200 : 404)
      .header('cache-control', 'no-store')
      .type('text/html; charset=utf-8')
      .send(renderCodePage(page));
    return {};
  }),
  route(bookContract.getBook, async ({ context, db, actor, query, now }) =>
    getBook(context, actor, { year: query.year, today: await todayOf(db, actor, now) }),
  ),
  route(bookContract.exportBook, async ({ context, db, actor, query, now, reply }) => {
    const csv = await exportBook(context, actor, { year: query.year, today: await todayOf(db, actor, now) });
    void reply
      .header('content-disposition', 'attachment; filename="plays.csv"')
      .type('text/csv; charset=utf-8')
      .send(csv);
    return {};
  }),
];
