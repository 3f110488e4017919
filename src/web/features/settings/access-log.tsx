import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { listAccessLog } from '../../../modules/staff/contract.ts';
import { queryFor } from '../../lib/api.ts';
import { Section } from '../../ui/page.tsx';
import { EmptyState, Loaded } from '../../ui/states.tsx';
import { Instant } from '../../ui/value.tsx';
import { kindOfSubject } from './log-kinds.ts';
import css from './settings.module.css';

const SHOWN = 50;
const UUID = /^[0-9a-f-]{36}$/;
/** Who looked at whose data (PV-53), newest first. */
export function AccessLog() {
  const { t } = useTranslation('settings');
  /** The log names things by kind and id; the id says nothing to a person. */
  const name = (subject: string) => {
    const kind = kindOfSubject(subject);
    if (kind) return t(`log.subject.${kind.trim()}`);
    return UUID.test(subject) ? t('log.subject.one') : subject;
  };
  const query = useQuery(queryFor(listAccessLog, { query: { limit: SHOWN } }));
  return (
    <Section title={t('log.title')} sentence={t('log.sentence', { count: SHOWN })}>
      <Loaded query={query}>
        {({ entries }) =>
          entries.length === 0 ? (
            <EmptyState sentence={t('log.empty')} />
          ) : (
            <ul className={css.rows}>
              {entries.map((entry) => (
                <li key={entry.accessLogId}>
                  <span>
                    {t(`log.action.${entry.action}`, { defaultValue: entry.action })}{' '}
                    <span className={css.quiet}>
                      {name(entry.subject)}
                      {/* What left the product, how much of it and why, is looked through every month (PV-54). */}
                      {entry.action === 'export' && entry.result !== '' && ` · ${entry.result}`}
                    </span>
                  </span>
                  <span className={css.quiet}>
                    {entry.accountEmail || t('log.system')} · <Instant at={entry.at} />
                  </span>
                </li>
              ))}
            </ul>
          )
        }
      </Loaded>
    </Section>
  );
}
