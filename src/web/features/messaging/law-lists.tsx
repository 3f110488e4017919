import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { z } from 'zod';
import { listNotices, listRefusals, NOTICE_STANDS } from '../../../modules/messaging/contract.ts';
import { type ApiError, call, keyOf } from '../../lib/api.ts';
import { useFormat } from '../../lib/format.ts';
import { MoreButton } from '../../ui/more-button.tsx';
import { Section } from '../../ui/page.tsx';
import { EmptyState, Loaded } from '../../ui/states.tsx';
import { Tag, type Tone } from '../../ui/tag.tsx';
import { Day, Instant } from '../../ui/value.tsx';
import css from './messaging.module.css';

type LegalNotice = z.output<(typeof listNotices)['output']>['notices'][number];

/** Enough to see that it is alive; the rest is a button away, to its end. */
const SHOWN_AT_FIRST = 8;
const SHOWN_MORE = 50;

/** One page of a list of the law. */
interface LawPage<Row> {
  rows: readonly Row[];
  total: number;
}

/** A list of the law may be years long: its newest first, and page by page to its end. */
function LawList<Row>({
  queryKey,
  load,
  empty,
  head,
  children,
}: {
  queryKey: readonly unknown[];
  load: (page: { offset: number; limit: number }, signal: AbortSignal) => Promise<LawPage<Row>>;
  /** What stands where there is nothing; null: nothing at all. */
  empty: string | null;
  head?: (total: number) => ReactNode;
  children: (row: Row) => ReactNode;
}) {
  const { t } = useTranslation('messages');
  const query = useInfiniteQuery<LawPage<Row>, ApiError, { pages: LawPage<Row>[] }, readonly unknown[], number>({
    queryKey,
    queryFn: ({ pageParam, signal }) =>
      load({ offset: pageParam, limit: pageParam === 0 ? SHOWN_AT_FIRST : SHOWN_MORE }, signal),
    initialPageParam: 0,
    getNextPageParam: (last, pages) => {
      const shown = pages.reduce((sum, { rows }) => sum + rows.length, 0);
      return last.rows.length > 0 && shown < last.total ? shown : undefined;
    },
  });
  return (
    <Loaded query={query}>
      {({ pages }) => {
        const total = pages.at(-1)?.total ?? 0;
        const rows = pages.flatMap((page) => page.rows);
        if (total === 0) return empty === null ? null : <EmptyState sentence={empty} />;
        return (
          <div className={css.stack}>
            {head?.(total)}
            <ul className={css.list}>{rows.map(children)}</ul>
            <MoreButton query={query} label={t('showMore', { shown: rows.length, total })} />
          </div>
        );
      }}
    </Loaded>
  );
}

/** Who refused advertising, when and how (§2.4). */
export function RefusalLog() {
  const { t } = useTranslation(['messages', 'privacy']);
  return (
    <Section title={t('refusals.title')} sentence={t('refusals.sentence')}>
      <LawList
        queryKey={keyOf(listRefusals)}
        load={async (page, signal) => {
          const { refusals, total } = await call(listRefusals, { query: page }, { signal });
          return { rows: refusals, total };
        }}
        empty={t('refusals.empty')}
      >
        {(one) => (
          <li key={`${one.customerId} ${one.method} ${one.at}`} className={css.rowHead}>
            <Link to="/people/$customerId" params={{ customerId: one.customerId }} className={css.who}>
              {one.name || t('nobody')}
            </Link>
            <div className={css.chips}>
              {one.kinds.map((kind) => (
                <Tag key={kind}>{t(`consentKind.${kind}`, { defaultValue: kind })}</Tag>
              ))}
              <span className={css.quiet}>
                {t(`privacy:ledgerOf.method.${one.method}`, { defaultValue: one.method })} · <Instant at={one.at} />
              </span>
            </div>
          </li>
        )}
      </LawList>
    </Section>
  );
}

const TONES: Readonly<Record<string, Tone>> = { sent: 'accent', unreachable: 'danger' };
const KINDS = ['result', 'reconfirmation'] as const;

/** What the law wants to be told: results of consents and refusals (AD-14), confirmations after two years (AD-15). */
export function LegalNotices() {
  const { t } = useTranslation('messages');
  return KINDS.map((kind) => (
    <Section key={kind} title={t(`queue.${kind}.title`)} sentence={t(`queue.${kind}.sentence`)}>
      <div className={css.stack}>
        {NOTICE_STANDS.map((stand) => (
          <LawList
            key={stand}
            queryKey={keyOf(listNotices, { query: { kind, stand } })}
            load={async (page, signal) => {
              const { notices, total } = await call(listNotices, { query: { ...page, kind, stand } }, { signal });
              return { rows: notices, total };
            }}
            empty={stand === 'open' ? t(`queue.${kind}.empty`) : null}
            head={(total) => (
              <div className={css.rowHead}>
                <h3>{t(`queue.stand.${stand}`, { total })}</h3>
              </div>
            )}
          >
            {(one) => <NoticeRow key={one.noticeId} notice={one} />}
          </LawList>
        ))}
      </div>
    </Section>
  ));
}

function NoticeRow({ notice }: { notice: LegalNotice }) {
  const { t } = useTranslation('messages');
  const { today } = useFormat();
  const { customerId, name, kind, consentKind, consentState, state, dueOn, sentAt } = notice;
  const isLate = state !== 'sent' && state !== 'superseded' && dueOn < today;
  return (
    <li className={css.rowHead}>
      <Link to="/people/$customerId" params={{ customerId }} className={css.who}>
        {name || t('nobody')}
      </Link>
      <div className={css.chips}>
        <Tag>
          {t(`consentKind.${consentKind}`, { defaultValue: consentKind })}
          {kind === 'result' && ` ${t(`queue.said.${consentState}`, { defaultValue: consentState })}`}
        </Tag>
        {isLate && <Tag tone="danger">{t('queue.late')}</Tag>}
        <Tag tone={TONES[state] ?? 'neutral'}>{t(`queue.state.${state}`, { defaultValue: state })}</Tag>
        <span className={css.quiet}>
          {t('queue.due')} <Day day={dueOn} />
          {sentAt && (
            <>
              {' '}
              · {t('queue.sent')} <Instant at={sentAt} />
            </>
          )}
        </span>
      </div>
      {isLate && <p className={css.quiet}>{t(`queue.toDo.${state}`)}</p>}
    </li>
  );
}
