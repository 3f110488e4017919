import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { listNotices, listRefusals } from '../../../modules/messaging/contract.ts';
import { queryFor } from '../../lib/api.ts';
import { Section } from '../../ui/page.tsx';
import { EmptyState, Loaded } from '../../ui/states.tsx';
import { Tag, type Tone } from '../../ui/tag.tsx';
import { Day, Instant } from '../../ui/value.tsx';
import css from './messaging.module.css';

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
            <ul className={css.list}>
              {refusals.map((one) => (
                <li key={`${one.customerId} ${one.kind} ${one.at}`} className={css.rowHead}>
                  <Link to="/people/$customerId" params={{ customerId: one.customerId }}>
                    {one.name || t('nobody')}
                  </Link>
                  <div className={css.chips}>
                    <Tag>{t(`consentKind.${one.kind}`, { defaultValue: one.kind })}</Tag>
                    <span className={css.quiet}>
                      {t(`privacy:ledgerOf.method.${one.method}`, { defaultValue: one.method })} ·{' '}
                      <Instant at={one.at} />
                    </span>
                  </div>
                </li>
              ))}
            </ul>
          )
        }
      </Loaded>
    </Section>
  );
}

const TONES: Readonly<Record<string, Tone>> = { sent: 'accent', unreachable: 'danger' };

/** Two-yearly confirmations by the day they are due, with the proof of those sent (AD-15). */
export function NoticeQueue() {
  const { t } = useTranslation('messages');
  const query = useQuery(queryFor(listNotices));
  return (
    <Section title={t('queue.title')} sentence={t('queue.sentence')}>
      <Loaded query={query}>
        {({ notices }) =>
          notices.length === 0 ? (
            <EmptyState sentence={t('queue.empty')} />
          ) : (
            <ul className={css.list}>
              {notices.map((one) => (
                <li key={one.noticeId} className={css.rowHead}>
                  <Link to="/people/$customerId" params={{ customerId: one.customerId }}>
                    {one.name || t('nobody')}
                  </Link>
                  <div className={css.chips}>
                    <Tag>{t(`consentKind.${one.consentKind}`, { defaultValue: one.consentKind })}</Tag>
                    <Tag tone={TONES[one.state] ?? 'neutral'}>{t(`queue.state.${one.state}`)}</Tag>
                    <span className={css.quiet}>
                      {t('queue.due')} <Day day={one.dueOn} />
                      {one.sentAt && (
                        <>
                          {' '}
                          · {t('queue.sent')} <Instant at={one.sentAt} />
                        </>
                      )}
                    </span>
                  </div>
                </li>
              ))}
            </ul>
          )
        }
      </Loaded>
    </Section>
  );
}
