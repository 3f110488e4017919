import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { z } from 'zod';
import { listNotices, listRefusals } from '../../../modules/messaging/contract.ts';
import { queryFor } from '../../lib/api.ts';
import { useFormat } from '../../lib/format.ts';
import { Section } from '../../ui/page.tsx';
import { EmptyState, Loaded } from '../../ui/states.tsx';
import { Tag, type Tone } from '../../ui/tag.tsx';
import { Day, Instant } from '../../ui/value.tsx';
import css from './messaging.module.css';

type LegalNotice = z.output<(typeof listNotices)['output']>['notices'][number];

/** Enough to see that it is alive; the rest is a button away. */
const SHOWN_AT_FIRST = 8;

/** A list of the law may be years long: its newest first, all of it when asked for. */
function Shortened<Row>({ rows, children }: { rows: readonly Row[]; children: (row: Row) => ReactNode }) {
  const { t } = useTranslation('messages');
  const [isWhole, setWhole] = useState(false);
  const shown = isWhole ? rows : rows.slice(0, SHOWN_AT_FIRST);
  return (
    <div className={css.stack}>
      <ul className={css.list}>{shown.map(children)}</ul>
      {shown.length < rows.length && (
        <div>
          <Button variant="default" onClick={() => setWhole(true)}>
            {t('showAll', { count: rows.length })}
          </Button>
        </div>
      )}
    </div>
  );
}

/** Who refused advertising, when and how (§2.4). */
export function RefusalLog() {
  const { t } = useTranslation(['messages', 'privacy']);
  const query = useQuery(queryFor(listRefusals));
  return (
    <Section title={t('refusals.title')} sentence={t('refusals.sentence')}>
      <Loaded query={query}>
        {({ refusals }) =>
          refusals.length === 0 ? (
            <EmptyState sentence={t('refusals.empty')} />
          ) : (
            <Shortened rows={refusals}>
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
                      {t(`privacy:ledgerOf.method.${one.method}`, { defaultValue: one.method })} ·{' '}
                      <Instant at={one.at} />
                    </span>
                  </div>
                </li>
              )}
            </Shortened>
          )
        }
      </Loaded>
    </Section>
  );
}

const TONES: Readonly<Record<string, Tone>> = { sent: 'accent', unreachable: 'danger' };
const KINDS = ['result', 'reconfirmation'] as const;

/** What the law wants to be told: results of consents and refusals (AD-14), confirmations after two years (AD-15). */
export function LegalNotices() {
  const { t } = useTranslation('messages');
  const query = useQuery(queryFor(listNotices));
  return KINDS.map((kind) => (
    <Section key={kind} title={t(`queue.${kind}.title`)} sentence={t(`queue.${kind}.sentence`)}>
      <Loaded query={query}>
        {({ notices }) => {
          const rows = notices.filter((one) => one.kind === kind);
          const sent = rows.filter(({ state }) => state === 'sent').length;
          const open = rows.filter(({ state }) => state !== 'sent' && state !== 'superseded').length;
          return rows.length === 0 ? (
            <EmptyState sentence={t(`queue.${kind}.empty`)} />
          ) : (
            <div className={css.stack}>
              <p className={css.quiet}>{t('queue.stand', { sent, open })}</p>
              <Shortened rows={rows}>{(one) => <NoticeRow key={one.noticeId} notice={one} />}</Shortened>
            </div>
          );
        }}
      </Loaded>
    </Section>
  ));
}

function NoticeRow({ notice }: { notice: LegalNotice }) {
  const { t } = useTranslation('messages');
  const { today } = useFormat();
  const { customerId, name, kind, consentKind, consentState, state, dueOn, sentAt } = notice;
  const isOpen = state !== 'sent' && state !== 'superseded';
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
        {isOpen && dueOn < today && <Tag tone="danger">{t('queue.late')}</Tag>}
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
    </li>
  );
}
