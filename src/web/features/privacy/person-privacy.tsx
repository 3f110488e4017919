import { Button } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { createSelfLink, mailSelfLink } from '../../../modules/selfservice/contract.ts';
import { useCall } from '../../lib/api.ts';
import { useCan } from '../../lib/session.ts';
import { Section } from '../../ui/page.tsx';
import { Notice } from '../../ui/states.tsx';
import { Instant } from '../../ui/value.tsx';
import { ConsentLedger } from './consent-ledger.tsx';
import { CopyButton } from './copy-button.tsx';
import css from './privacy.module.css';
import { RequestForm } from './request-form.tsx';

/** On the card: how she sees and changes what is kept of her, and what she said. */
export function PersonPrivacy({ customerId }: { customerId: string }) {
  const { t } = useTranslation('privacy');
  const mayLink = useCan('customers:unmask');
  const mayWrite = useCan('customers:write');
  const link = useCall(createSelfLink);
  const mail = useCall(mailSelfLink);
  const [asking, setAsking] = useState(false);
  const client = useQueryClient();
  const navigate = useNavigate();
  return (
    <Section title={t('card.title')}>
      <div className={css.stack}>
        <div className={css.actions}>
          {mayWrite && (
            <Button
              variant="default"
              onClick={() => void navigate({ to: '/tablet/consent', search: { customer: customerId } })}
            >
              {t('card.tablet')}
            </Button>
          )}
          {mayLink && (
            <Button variant="default" loading={link.isPending} onClick={() => link.mutate({ params: { customerId } })}>
              {t('card.selfLink')}
            </Button>
          )}
          {mayLink && (
            <Button variant="default" loading={mail.isPending} onClick={() => mail.mutate({ params: { customerId } })}>
              {t('card.mailLink')}
            </Button>
          )}
          {mayWrite && (
            <Button variant="subtle" aria-expanded={asking} onClick={() => setAsking(!asking)}>
              {t('card.request')}
            </Button>
          )}
        </div>
        {link.error && <Notice tone="danger">{link.error.message || t('failed')}</Notice>}
        {mail.error && <Notice tone="danger">{mail.error.message || t('failed')}</Notice>}
        {mail.data && (
          <div className={css.rows} role="status">
            <p>{t('card.mailed', { email: mail.data.emailMasked })}</p>
            <p>
              {t('card.code')} <span className={css.code}>{mail.data.code}</span>
            </p>
          </div>
        )}
        {link.data && (
          <div className={css.rows}>
            <p>{t('card.selfLinkHow')}</p>
            <p className={css.address}>{link.data.url}</p>
            <p>
              {t('card.code')} <span className={css.code}>{link.data.code}</span>
            </p>
            <p className={css.quiet}>
              {t('card.until')} <Instant at={link.data.expiresAt} exact />
            </p>
            <div className={css.actions}>
              <CopyButton text={link.data.url} />
            </div>
          </div>
        )}
        {asking && (
          <RequestForm
            customerId={customerId}
            onDone={() => {
              setAsking(false);
              void client.invalidateQueries();
            }}
          />
        )}
        <ConsentLedger customerId={customerId} />
      </div>
    </Section>
  );
}
