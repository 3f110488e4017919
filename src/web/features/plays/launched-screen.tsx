import { Button, Progress, Radio, Stack, Textarea } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { z } from 'zod';
import { getPlayResult } from '../../../modules/plays/contract/result.ts';
import {
  createNextVersion,
  exportTreated,
  finishPlay,
  type getPlay,
  resumeSending,
  stopPlay,
} from '../../../modules/plays/contract.ts';
import { buildUrl, queryFor, useCall } from '../../lib/api.ts';
import { useFormat } from '../../lib/format.ts';
import { useCan, useSession } from '../../lib/session.ts';
import { FigureRows } from '../../ui/figure-rows.tsx';
import { Section } from '../../ui/page.tsx';
import { Loaded, Notice } from '../../ui/states.tsx';
import { useRefreshPlays } from './api.ts';
import { Excluded } from './excluded.tsx';
import { OfflineResult } from './offline-result.tsx';
import css from './plays.module.css';
import { PlayResult } from './result.tsx';
import { ResultDetails } from './result-details.tsx';
import { SameMoney } from './same-money.tsx';
import { WhatIf } from './what-if.tsx';

type Summary = z.output<(typeof getPlay)['output']>;

/** A play under way or over: what it brought, where its messages are, what was learnt, and the next try. */
export function LaunchedScreen({ summary, onOpen }: { summary: Summary; onOpen: (playId: string) => void }) {
  const { t } = useTranslation('plays');
  const { play } = summary;
  const result = useQuery({
    ...queryFor(getPlayResult, { params: { playId: play.playId } }),
    enabled: play.kind !== 'offline',
  });
  const sent = summary.messages.sent + summary.messages.unconfirmed;
  const isBehind = result.data !== undefined && result.data.costs.messages < sent;
  const { refetch } = result;
  // The result was asked for before the messages went: their number and cost stand beside each other, so both must be of now.
  useEffect(() => {
    if (isBehind && sent > 0) void refetch({ cancelRefetch: false });
  }, [isBehind, sent, refetch]);
  const eligible = summary.treated + summary.holdout;
  const total = Object.values(summary.messages).reduce((sum, count) => sum + count, 0);
  const isHandedOut = [play.channel, ...play.otherArms.map((arm) => arm.channel)].includes('none');
  const left = play.excluded.reduce((sum, { count }) => sum + count, 0);
  return (
    <div className={css.main}>
      {play.hypothesis && <p className={css.quiet}>{play.hypothesis}</p>}
      {play.kind === 'offline' ? (
        <OfflineResult play={play} />
      ) : (
        <Loaded query={result}>
          {(data) => (
            <>
              <PlayResult result={data} />
              <ResultDetails result={data} />
              {data.verdict !== 'too_early' && <WhatIf money={data.money} control={data.control} />}
              <SameMoney play={play} />
            </>
          )}
        </Loaded>
      )}
      {play.kind !== 'offline' && (
        <>
          {total > 0 && <MessageProgress summary={summary} />}
          {isHandedOut && <HandOut summary={summary} />}
          <Section title={t('check.who')}>
            <Excluded found={eligible + left} audience={eligible} excluded={play.excluded} />
          </Section>
        </>
      )}
      <Versions summary={summary} />
      <Learning summary={summary} onOpen={onOpen} />
    </div>
  );
}

function MessageProgress({ summary }: { summary: Summary }) {
  const { t } = useTranslation('plays');
  const format = useFormat();
  const refresh = useRefreshPlays();
  const maySend = useCan('plays:send');
  const stop = useCall(stopPlay);
  const resume = useCall(resumeSending);
  const { play, messages, messageReasons } = summary;
  const waiting = messages.queued + messages.sending + messages.handing_over;
  const total = Object.values(messages).reduce((sum, count) => sum + count, 0);
  const done = total - waiting;
  const { today } = useSession().workspace;
  const isDue = play.plannedEndOn !== null && today > play.plannedEndOn;
  const input = { params: { playId: play.playId } };
  return (
    <Section
      title={t('progress.title')}
      sentence={t(waiting > 0 ? 'progress.underWay' : 'progress.done', {
        done: format.count(done),
        total: format.count(total),
        sent: format.count(messages.sent),
      })}
    >
      {stop.error && <Notice tone="danger">{stop.error.message}</Notice>}
      {messages.unconfirmed > 0 && (
        <Notice tone="warning">{t('progress.unconfirmed', { count: messages.unconfirmed })}</Notice>
      )}
      {waiting > 0 && <Progress value={total === 0 ? 0 : (done / total) * 100} aria-label={t('progress.title')} />}
      <FigureRows>
        {(['sent', 'unconfirmed', 'queued', 'skipped', 'failed', 'cancelled'] as const)
          .filter((state) => messages[state] > 0)
          .map((state) => (
            <div key={state}>
              <dt>{t(`messageState.${state}`)}</dt>
              <dd>{t('letters', { n: format.count(messages[state]) })}</dd>
            </div>
          ))}
        {Object.entries(messageReasons).map(([reason, count]) => (
          <div key={reason}>
            <dt>↳ {t(`reason.${reason}`)}</dt>
            <dd>{t('letters', { n: format.count(count) })}</dd>
          </div>
        ))}
      </FigureRows>
      {maySend && play.state === 'running' && (
        <div className={css.actions}>
          {waiting > 0 && (
            <Button
              variant="default"
              loading={resume.isPending}
              onClick={() => resume.mutate(input, { onSettled: () => void refresh() })}
            >
              {t('progress.resume')}
            </Button>
          )}
          {(waiting > 0 || !isDue) && (
            <Button
              variant="default"
              loading={stop.isPending}
              onClick={() => stop.mutate(input, { onSettled: () => void refresh() })}
            >
              {t('progress.stop', { count: waiting })}
            </Button>
          )}
        </div>
      )}
    </Section>
  );
}

/** Channel `none`: the list of people to hand the offer to. */
function HandOut({ summary }: { summary: Summary }) {
  const { t } = useTranslation('plays');
  const format = useFormat();
  const refresh = useRefreshPlays();
  const stop = useCall(stopPlay);
  const maySend = useCan('plays:send');
  const mayUnmask = useCan('customers:unmask');
  const mayExport = maySend && mayUnmask;
  const { play } = summary;
  return (
    <Section title={t('handOut.title')} sentence={t('handOut.sentence', { n: format.count(summary.treated) })}>
      {mayExport && (
        <div className={css.actions}>
          <Button
            component="a"
            variant="default"
            href={buildUrl(exportTreated.path, { params: { playId: play.playId } })}
            download
          >
            {t('handOut.download')}
          </Button>
          {play.state === 'running' && (
            <Button
              variant="subtle"
              color="gray"
              loading={stop.isPending}
              onClick={() => stop.mutate({ params: { playId: play.playId } }, { onSettled: () => void refresh() })}
            >
              {t('handOut.stop')}
            </Button>
          )}
        </div>
      )}
    </Section>
  );
}

/** Every try of this play, each one tap away: what was changed and what it brought. */
function Versions({ summary }: { summary: Summary }) {
  const { t } = useTranslation('measure');
  if (summary.versions.length < 2) return null;
  return (
    <Section title={t('versions.title')}>
      <ul className={css.days}>
        {summary.versions.map(({ playId, version, state }) => (
          <li key={playId}>
            {playId === summary.play.playId ? (
              <span>{t('versions.this', { number: version })}</span>
            ) : (
              <Link to="/plays/$playId" params={{ playId }}>
                {t('versions.one', { number: version, state: t(`plays:state.${state}`) })}
              </Link>
            )}
          </li>
        ))}
      </ul>
    </Section>
  );
}

const DECISIONS = ['keep', 'change', 'stop'] as const;

function Learning({ summary, onOpen }: { summary: Summary; onOpen: (playId: string) => void }) {
  const { t } = useTranslation('plays');
  const format = useFormat();
  const { workspace } = useSession();
  const mayWrite = useCan('plays:write');
  const refresh = useRefreshPlays();
  const finish = useCall(finishPlay);
  const next = useCall(createNextVersion);
  const { play } = summary;
  const [decision, setDecision] = useState<(typeof DECISIONS)[number]>('change');
  const [learning, setLearning] = useState('');
  const input = { params: { playId: play.playId } };
  const again = mayWrite && (
    <div className={css.actions}>
      <Button
        variant="default"
        loading={next.isPending}
        onClick={() => next.mutate(input, { onSuccess: ({ playId }) => onOpen(playId) })}
      >
        {t('learn.next', { number: play.version + 1 })}
      </Button>
    </div>
  );
  if (play.state === 'finished') {
    return (
      <Section title={t('learn.title')} sentence={play.decision ? t(`learn.decision.${play.decision}`) : undefined}>
        <p>{play.learning}</p>
        {again}
      </Section>
    );
  }
  const isDue = play.state === 'stopped' || (play.plannedEndOn !== null && workspace.today > play.plannedEndOn);
  if (!isDue) {
    return (
      <Section
        title={t('learn.title')}
        sentence={t('learn.wait', { day: play.plannedEndOn ? format.day(play.plannedEndOn) : '' })}
      />
    );
  }
  return (
    <Section title={t('learn.title')} sentence={t('learn.sentence')}>
      {finish.error && <Notice tone="danger">{finish.error.message || t('notSaved')}</Notice>}
      {mayWrite && (
        <form
          className={css.form}
          onSubmit={(event) => {
            event.preventDefault();
            finish.mutate({ ...input, body: { decision, learning } }, { onSuccess: () => void refresh() });
          }}
        >
          <Radio.Group
            label={t('learn.what')}
            value={decision}
            onChange={(value) => setDecision(DECISIONS.find((one) => one === value) ?? 'change')}
          >
            <Stack gap="xs" mt="xs">
              {DECISIONS.map((one) => (
                <Radio key={one} value={one} label={t(`learn.decision.${one}`)} />
              ))}
            </Stack>
          </Radio.Group>
          <Textarea
            label={t('learn.learning')}
            required
            autosize
            minRows={3}
            maxLength={2000}
            value={learning}
            onChange={(event) => setLearning(event.currentTarget.value)}
          />
          <div className={css.actions}>
            <Button type="submit" loading={finish.isPending} disabled={learning.trim() === ''}>
              {t('learn.finish')}
            </Button>
          </div>
        </form>
      )}
    </Section>
  );
}
