import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { jobs } from '../../app/jobs.ts';
import {
  createPlay,
  getPlay,
  getPlayResult,
  launchPlay,
  listPlays,
  type PlayResultView,
  type PlaySummary,
  zPlayDraft,
} from '../../modules/plays/index.ts';
import { runDueJobs } from '../../platform/jobs.ts';
import { many } from '../../shared/english.ts';
import { AppError } from '../../shared/errors.ts';
import { ZOD_WORDS } from '../../shared/zod-words.ts';
import type { Command, CommandInput } from '../command.ts';
import { readText, withShop } from '../shop.ts';

function readId(input: CommandInput): string {
  const id = input.args['id'] ?? '';
  if (z.uuid().safeParse(id).success) return id;
  throw new AppError('wrong_usage', 'not the id of a play', {
    userMessage: {
      ko: '실행안의 id를 적어 주세요. dangol plays list로 볼 수 있어요.',
      en: 'Give the id of a play; dangol plays list shows them.',
    },
  });
}

const STATES = {
  draft: { ko: '초안', en: 'draft' },
  waiting: { ko: '승인 기다림', en: 'waiting for approval' },
  leaving: { ko: '곧 나감', en: 'leaving soon' },
  running: { ko: '진행 중', en: 'running' },
  stopped: { ko: '멈춤', en: 'stopped' },
  finished: { ko: '끝남', en: 'finished' },
} as const;

function describe({ play, result }: PlaySummary, locale: 'ko' | 'en'): string {
  return [play.playId, STATES[play.state][locale], play.name, result?.sentence.text[locale] ?? '']
    .filter(Boolean)
    .join('\t');
}

export const playsList: Command = {
  words: 'plays list',
  summary: { ko: '실행안 목록', en: 'every play, newest first' },
  positional: [],
  options: { workspace: 'text' },
  run: (input) =>
    withShop(input, async ({ context, actor, today }) => {
      const plays = await listPlays(context, actor, today);
      const none = input.locale === 'ko' ? '아직 실행안이 없어요.' : 'There are no plays yet.';
      return {
        json: { plays },
        text: plays.length > 0 ? plays.map((one) => describe(one, input.locale)).join('\n') : none,
      };
    }),
};

export const playsShow: Command = {
  words: 'plays show',
  summary: { ko: '실행안 하나 보기', en: 'one play, and where its messages are' },
  positional: ['id'],
  options: { workspace: 'text' },
  run: (input) =>
    withShop(input, async ({ context, actor, today }) => {
      const one = await getPlay(context, actor, readId(input), today);
      return { json: one, text: describe(one, input.locale) };
    }),
};

export const playsCreate: Command = {
  words: 'plays create',
  summary: { ko: '파일(JSON)로 실행안 초안 만들기', en: 'a draft from a JSON file' },
  positional: ['file'],
  options: { workspace: 'text' },
  run: (input) =>
    withShop(input, async ({ db, actor, now }) => {
      const file = input.args['file'] ?? '';
      const text = await readFile(file, 'utf8').catch((cause: unknown) => {
        throw new AppError('wrong_usage', `cannot read ${file}`, {
          cause,
          userMessage: { ko: `파일을 읽지 못했어요: ${file}`, en: `Cannot read ${file}` },
        });
      });
      const parsed = zPlayDraft.safeParse(parseJson(text), { error: ZOD_WORDS[input.locale] });
      if (!parsed.success) {
        const issues = parsed.error.issues.map((issue) => ({ path: issue.path.join('.'), message: issue.message }));
        const list = issues.map((issue) => `${issue.path}: ${issue.message}`).join('; ');
        throw new AppError('invalid_input', list, {
          userMessage: { ko: `파일을 확인해 주세요. ${list}`, en: list },
          details: { issues },
        });
      }
      const play = await createPlay(db, actor, parsed.data, now);
      return { json: play, text: play.playId };
    }),
};

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new AppError('invalid_input', 'not JSON', {
      cause,
      userMessage: { ko: 'JSON 파일이 아니에요.', en: 'Not a JSON file.' },
    });
  }
}

export const playsLaunch: Command = {
  words: 'plays launch',
  summary: { ko: '실행안 시작하기 (비교 그룹을 정하고 보내기)', en: 'draws the hold-out and sends; --seed for checks' },
  positional: ['id'],
  options: { seed: 'text', workspace: 'text' },
  run: (input) =>
    withShop(input, async ({ context, actor, now, today }) => {
      const launched = await launchPlay(context, actor, {
        playId: readId(input),
        seed: readText(input, 'seed'),
        today,
        now,
      });
      // Sent here and now when no server runs on this folder; a server would have begun already.
      await runDueJobs(context, jobs);
      const { treated, holdout, queued } = launched;
      const text =
        input.locale === 'ko'
          ? `보내는 손님 ${treated}명, 비교 그룹 ${holdout}명, 메시지 ${queued}통`
          : `${treated} reached, ${holdout} held out, ${many(queued, 'message')}`;
      return { json: launched, text };
    }),
};

/** The document that scripts rely on: the fixed names and nothing else. */
function toJson({ treated, holdout, lift, ci, incrementalRevenue, cost, iroas, verdict }: PlayResultView) {
  return {
    treated: { n: treated.n, mean: treated.mean },
    holdout: { n: holdout.n, mean: holdout.mean },
    lift,
    ci,
    incrementalRevenue,
    cost,
    iroas: { value: iroas.value, ci: iroas.ci },
    verdict,
  };
}

export const playsResult: Command = {
  words: 'plays result',
  summary: { ko: '실행안이 가져온 것', en: 'what a play brought, with its interval' },
  positional: ['id'],
  options: { workspace: 'text' },
  run: (input) =>
    withShop(input, async ({ context, actor, today }) => {
      const result = await getPlayResult(context, actor, { playId: readId(input), today });
      return { json: toJson(result), text: result.sentence.text[input.locale] };
    }),
};
