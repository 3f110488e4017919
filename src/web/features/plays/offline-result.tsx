import { Button, Checkbox } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { getOfflineReport, type OfflineReport, recordCodeUse } from '../../../modules/plays/contract/offline.ts';
import { type Play } from '../../../modules/plays/contract/play.ts';
import { getPlayResult } from '../../../modules/plays/contract/result.ts';
import { stopPlay } from '../../../modules/plays/contract.ts';
import { newId } from '../../../shared/ids.ts';
import { keyOf, queryFor, useCall } from '../../lib/api.ts';
import { useFormat } from '../../lib/format.ts';
import { useCan } from '../../lib/session.ts';
import { Figure, FigureRow } from '../../ui/figure.tsx';
import { FigureRows } from '../../ui/figure-rows.tsx';
import { IntervalBar } from '../../ui/interval-bar.tsx';
import { MoneyInput } from '../../ui/money-input.tsx';
import { Section } from '../../ui/page.tsx';
import { QrCode } from '../../ui/qr-code.tsx';
import { Loaded, Notice } from '../../ui/states.tsx';
import { Tag } from '../../ui/tag.tsx';
import { useRefreshPlays } from './api.ts';
import { useVerdict } from './play-state.tsx';
import css from './plays.module.css';
import { SameMoney } from './same-money.tsx';

/** An offline action under way or over: uses, new guests and what each cost; an effect only where days were drawn. */
export function OfflineResult({ play }: { play: Play }) {
  const query = useQuery(queryFor(getOfflineReport, { params: { playId: play.playId } }));
  return <Loaded query={query}>{(report) => <Report play={play} report={report} />}</Loaded>;
}

function Report({ play, report }: { play: Play; report: OfflineReport }) {
  const { t } = useTranslation('measure');
  const format = useFormat();
  const verdict = useVerdict();
  const money = (value: number) => format.money(Math.round(value));
  const { switchback, set } = report;
  return (
    <>
      <Section title={t('plays:result.title')}>
        <p className={css.verdict}>{verdict(report.sentence)}</p>
        {set && <SetFigures set={set} />}
        {!set && (
          <>
            <FigureRow>
              <Figure
                label={t('offline.redemptions')}
                value={format.count(report.redemptions)}
                definition={{ text: t('offline.redemptionsIs') }}
              />
              <Figure
                label={t('offline.newGuests')}
                value={format.count(report.newGuests)}
                definition={{ text: t('offline.newGuestsIs'), term: 'MT-22' }}
              />
              <Figure
                label={t('offline.perNewGuest')}
                value={report.costPerNewGuestMinor === null ? undefined : format.money(report.costPerNewGuestMinor)}
                n={report.newGuests}
                definition={{ text: t('offline.perNewGuestIs'), term: 'MT-22' }}
              />
              <Figure label={t('offline.spent')} value={format.money(report.costMinor)} />
            </FigureRow>
            <FigureRows>
              <div>
                <dt>{t('offline.scans')}</dt>
                <dd>{format.count(report.scans)}</dd>
              </div>
              <div>
                <dt>{t('offline.revenue')}</dt>
                <dd>{format.money(report.revenueMinor)}</dd>
              </div>
            </FigureRows>
          </>
        )}
        {switchback && (
          <IntervalBar
            sentence={t('offline.perDay', { difference: money(switchback.perDayMinor), count: switchback.pairs })}
            label={t('offline.perDayLabel')}
            estimate={switchback.perDayMinor}
            low={switchback.ci[0]}
            high={switchback.ci[1]}
            format={money}
          />
        )}
      </Section>
      <SameMoney play={play} />
      {report.nextDays.length > 0 && (
        <Section title={t('offline.plan')} sentence={t('offline.planSentence')}>
          <ul className={css.days}>
            {report.nextDays.map(({ day, on }) => (
              <li key={day}>
                <Tag tone={on ? 'accent' : 'neutral'}>
                  {t(`offline.${set ? (on ? 'set.offer' : 'set.rest') : on ? 'on' : 'off'}`, { day: format.day(day) })}
                </Tag>
              </li>
            ))}
          </ul>
        </Section>
      )}
      {set ? (
        <div className={css.actions}>
          <Stop play={play} />
        </div>
      ) : (
        <Section title={t('offline.code')} sentence={t('offline.codeSentence')}>
          <div className={css.qr}>
            <p className={css.code}>{play.code}</p>
            <QrCode text={report.link} label={t('offline.qr', { link: report.link })} className={css.qrPicture} />
            <p className={css.quiet}>{report.link}</p>
            <div className={`${css.actions} ${css.noPrint}`}>
              <Button variant="default" onClick={() => window.print()}>
                {t('offline.print')}
              </Button>
              <Stop play={play} />
            </div>
          </div>
        </Section>
      )}
      {play.state === 'running' && !set && <UseAtCounter playId={play.playId} />}
    </>
  );
}

function Stop({ play }: { play: Play }) {
  const { t } = useTranslation('measure');
  const refresh = useRefreshPlays();
  const stop = useCall(stopPlay);
  const maySend = useCan('plays:send');
  if (!maySend || play.state !== 'running') return null;
  return (
    <Button
      variant="subtle"
      color="gray"
      loading={stop.isPending}
      onClick={() => stop.mutate({ params: { playId: play.playId } }, { onSettled: () => void refresh() })}
    >
      {t('offline.stop')}
    </Button>
  );
}

/** A set at the tables: how many of those with the first item had both, on days it was offered and on days it was not. */
function SetFigures({ set }: { set: NonNullable<OfflineReport['set']> }) {
  const { t } = useTranslation('measure');
  const format = useFormat();
  const definition = { text: t('offline.set.is', { first: set.withItem, second: set.offeredItem }), term: 'MT-80' };
  const share = ({ tables, both }: { tables: number; both: number }) =>
    tables === 0 ? undefined : format.percent(both / tables);
  return (
    <>
      <FigureRow>
        <Figure label={t('offline.set.on')} value={share(set.on)} n={set.on.tables} definition={definition} />
        <Figure label={t('offline.set.off')} value={share(set.off)} n={set.off.tables} definition={definition} />
      </FigureRow>
      {set.difference !== null && set.ci && (
        <IntervalBar
          sentence={t('offline.set.difference', { difference: format.percentPoints(set.difference), count: set.pairs })}
          label={t('offline.set.label')}
          estimate={set.difference}
          low={set.ci[0]}
          high={set.ci[1]}
          format={(value) => format.percentPoints(value)}
        />
      )}
    </>
  );
}

/** For a till that cannot take the code: how much was paid, and whether she was here before. */
function UseAtCounter({ playId }: { playId: string }) {
  const { t } = useTranslation('measure');
  const may = useCan('orders:write');
  const client = useQueryClient();
  const record = useCall(recordCodeUse);
  const [billMinor, setBillMinor] = useState(0);
  const [isNewGuest, setIsNewGuest] = useState(false);
  /** Made once for what is typed: pressed again on a poor line, it is the same guest. */
  const [key, setKey] = useState(() => newId());
  if (!may) return null;
  return (
    <Section title={t('offline.use')} sentence={t('offline.useSentence')}>
      {record.error && <Notice tone="danger">{record.error.message}</Notice>}
      <form
        className={css.form}
        onSubmit={(event) => {
          event.preventDefault();
          record.mutate(
            { params: { playId }, body: { key, billMinor, isNewGuest } },
            {
              onSuccess: () => {
                setBillMinor(0);
                setIsNewGuest(false);
                setKey(newId());
                for (const shown of [getOfflineReport, getPlayResult])
                  void client.invalidateQueries({ queryKey: keyOf(shown) });
              },
            },
          );
        }}
      >
        <MoneyInput
          label={t('offline.bill')}
          valueMinor={billMinor}
          onChange={(minor) => {
            setBillMinor(minor);
            setKey(newId());
          }}
        />
        <Checkbox
          label={t('offline.isNew')}
          checked={isNewGuest}
          onChange={(event) => {
            setIsNewGuest(event.currentTarget.checked);
            setKey(newId());
          }}
        />
        <div className={css.actions}>
          <Button type="submit" variant="default" loading={record.isPending} disabled={billMinor <= 0}>
            {t('offline.record')}
          </Button>
        </div>
      </form>
    </Section>
  );
}
