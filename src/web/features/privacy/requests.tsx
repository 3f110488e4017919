import { Button, TextInput } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import {
  closeRequest,
  eraseByRequest,
  getRetention,
  listRequests,
  type PersonRequest,
} from '../../../modules/privacy/contract/requests.ts';
import { keyOf, queryFor, useCall } from '../../lib/api.ts';
import { useCan } from '../../lib/session.ts';
import { Section } from '../../ui/page.tsx';
import { EmptyState, Loaded, Notice } from '../../ui/states.tsx';
import { Tag, type Tone } from '../../ui/tag.tsx';
import { Day } from '../../ui/value.tsx';
import { Guardians } from './guardians.tsx';
import css from './privacy.module.css';

const TONES: Record<PersonRequest['tone'], Tone> = {
  calm: 'neutral',
  soon: 'warning',
  urgent: 'danger',
  closed: 'neutral',
};

/** What people asked for about their data, with the days left (PV-31). */
export function Requests() {
  const { t } = useTranslation('privacy');
  const query = useQuery(queryFor(listRequests));
  return (
    <>
      <Section title={t('requests.title')} sentence={t('requests.sentence')}>
        <Loaded query={query} rows={6}>
          {({ requests }) =>
            requests.length === 0 ? (
              <EmptyState sentence={t('requests.empty')} />
            ) : (
              <ul className={css.rows}>
                {requests.map((request) => (
                  <li key={request.requestId}>
                    <Request request={request} />
                  </li>
                ))}
              </ul>
            )
          }
        </Loaded>
      </Section>
      <Guardians />
    </>
  );
}

function Request({ request }: { request: PersonRequest }) {
  const { t } = useTranslation('privacy');
  const left = request.daysLeft ?? 0;
  return (
    <>
      <div className={css.line}>
        <span>
          <strong>{t(`requests.type.${request.type}`)}</strong> ·{' '}
          {request.customerId ? (
            <Link to="/people/$customerId" params={{ customerId: request.customerId }} className={css.link}>
              {request.nameMasked || t('unnamed')}
            </Link>
          ) : (
            t('requests.gone')
          )}{' '}
          · {t(`requests.via.${request.receivedVia}`)}
        </span>
        <Tag tone={TONES[request.tone]}>
          {request.state === 'open'
            ? t(left < 0 ? 'requests.late' : 'requests.dday', { n: Math.abs(left) })
            : t(`requests.state.${request.state}`)}
        </Tag>
      </div>
      <p className={css.quiet}>
        {t('requests.received')} <Day day={request.receivedOn} /> · {t('requests.due')} <Day day={request.dueOn} />
      </p>
      {request.detail !== '' && <p>{request.detail}</p>}
      {request.reason !== '' && <p className={css.quiet}>{request.reason}</p>}
      {request.state === 'open' && <Answer request={request} />}
    </>
  );
}

function Answer({ request: { requestId, type } }: { request: PersonRequest }) {
  const { t } = useTranslation('privacy');
  const client = useQueryClient();
  const close = useCall(closeRequest);
  const erase = useCall(eraseByRequest);
  const mayErase = useCan('settings:write');
  const [step, setStep] = useState<'none' | 'done' | 'refused' | 'erase'>('none');
  const [words, setWords] = useState('');
  const refresh = () => {
    for (const endpoint of [listRequests, getRetention]) void client.invalidateQueries({ queryKey: keyOf(endpoint) });
  };
  const error = close.error ?? erase.error;
  if (step === 'none') {
    return (
      <div className={css.actions}>
        {(type === 'delete' || type === 'withdraw') && mayErase && (
          <Button variant="default" onClick={() => setStep('erase')}>
            {t('requests.erase')}
          </Button>
        )}
        <Button variant="default" onClick={() => setStep('done')}>
          {t('requests.markDone')}
        </Button>
        <Button variant="subtle" onClick={() => setStep('refused')}>
          {t('requests.refuse')}
        </Button>
      </div>
    );
  }
  if (step === 'erase') {
    return (
      <>
        {error && <Notice tone="danger">{error.message || t('failed')}</Notice>}
        <Notice tone="warning">{t('requests.eraseLost')}</Notice>
        <div className={css.actions}>
          <Button
            color="red"
            loading={erase.isPending}
            onClick={() => erase.mutate({ params: { requestId } }, { onSuccess: refresh })}
          >
            {t('requests.eraseConfirm')}
          </Button>
          <Button variant="default" onClick={() => setStep('none')}>
            {t('cancel')}
          </Button>
        </div>
      </>
    );
  }
  return (
    <form
      className={css.form}
      onSubmit={(event) => {
        event.preventDefault();
        const said = step === 'done' ? { result: words } : { reason: words };
        close.mutate({ params: { requestId }, body: { state: step, ...said } }, { onSuccess: refresh });
      }}
    >
      {error && <Notice tone="danger">{error.message || t('failed')}</Notice>}
      <TextInput
        label={t(step === 'done' ? 'requests.result' : 'requests.reason')}
        value={words}
        maxLength={1000}
        onChange={(event) => setWords(event.currentTarget.value)}
      />
      <div className={css.actions}>
        <Button type="submit" loading={close.isPending} disabled={step === 'refused' && words.trim() === ''}>
          {t('save')}
        </Button>
        <Button variant="default" onClick={() => setStep('none')}>
          {t('cancel')}
        </Button>
      </div>
    </form>
  );
}
