import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { getConsents } from '../../../modules/privacy/contract.ts';
import { queryFor } from '../../lib/api.ts';
import { Loaded } from '../../ui/states.tsx';
import { Instant } from '../../ui/value.tsx';
import css from './privacy.module.css';

/** Everything she ever said, with how and where the proof is. */
export function ConsentLedger({ customerId }: { customerId: string }) {
  const { t } = useTranslation(['privacy', 'people']);
  const [open, setOpen] = useState(false);
  const query = useQuery({ ...queryFor(getConsents, { params: { customerId } }), enabled: open });
  return (
    <>
      <div className={css.actions}>
        <Button variant="subtle" aria-expanded={open} onClick={() => setOpen(!open)}>
          {t('privacy:ledgerOf.open')}
        </Button>
      </div>
      {open && (
        <Loaded query={query} rows={3}>
          {({ events }) =>
            events.length === 0 ? (
              <p className={css.quiet}>{t('privacy:ledgerOf.empty')}</p>
            ) : (
              <ul className={css.rows}>
                {events.map((event) => (
                  <li key={event.consentEventId}>
                    <span>
                      {t(`people:card.consentKind.${event.kind.split(':')[0]}`)} ·{' '}
                      {t(`people:card.consentState.${event.state}`)} · <Instant at={event.at} exact />
                    </span>
                    <span className={css.quiet}>
                      {t(`privacy:ledgerOf.method.${event.method}`)}
                      {event.textVersionId !== null && ` · ${t('privacy:ledgerOf.withText')}`}
                    </span>
                  </li>
                ))}
              </ul>
            )
          }
        </Loaded>
      )}
    </>
  );
}
