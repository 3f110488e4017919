import { Button, Textarea, TextInput } from '@mantine/core';
import { IconMail, IconPhone } from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import {
  type Customer,
  createContactPoint,
  getCustomer,
  type UnmaskedCustomer,
  updateCustomer,
} from '../../../modules/customers/contract.ts';
import type { getConsents } from '../../../modules/privacy/contract.ts';
import type { EndpointOutput } from '../../../shared/endpoint.ts';
import { findSensitiveWords } from '../../../shared/health-words.ts';
import { keyOf, useCall } from '../../lib/api.ts';
import { useFormat } from '../../lib/format.ts';
import { useCan } from '../../lib/session.ts';
import { Section } from '../../ui/page.tsx';
import { Loaded, Notice } from '../../ui/states.tsx';
import { Tag } from '../../ui/tag.tsx';
import { showDone } from '../../ui/toast.tsx';
import { Day } from '../../ui/value.tsx';
import { BirthdayLine } from './birthday.tsx';
import css from './people.module.css';
import { RecordConsent } from './record-consent.tsx';

interface ConsentsQuery {
  data: EndpointOutput<typeof getConsents> | undefined;
  error: unknown;
  refetch: () => unknown;
}

/** Left of the card: how she is reached, what she agreed to, and the note. */
export function Contacts({
  customer,
  revealed,
  consents,
}: {
  customer: Customer;
  revealed: UnmaskedCustomer | undefined;
  consents: ConsentsQuery;
}) {
  const { t } = useTranslation('people');
  const format = useFormat();
  const clear = new Map(revealed?.contactPoints.map((point) => [point.contactPointId, point.value]));
  return (
    <>
      <Section
        title={t('card.contacts')}
        sentence={t('card.since', { day: format.day(format.dayOf(customer.createdAt)) })}
      >
        {customer.contactPoints.length === 0 && <p className={css.quiet}>{t('card.noContacts')}</p>}
        <ul className={css.contacts}>
          {customer.contactPoints.map((point) => (
            <li key={point.contactPointId}>
              {point.kind === 'email' ? <IconMail size={16} aria-hidden /> : <IconPhone size={16} aria-hidden />}
              <span className={css.contactValue}>
                <span className="d-figures">{clear.get(point.contactPointId) ?? point.valueMasked}</span>
                <span className={css.quiet}>{t(`card.kind.${point.kind}`)}</span>
              </span>
              {point.invalidSince && <Tag tone="warning">{t('card.invalid')}</Tag>}
            </li>
          ))}
        </ul>
        {customer.externalIds.length > 0 && (
          <p className={css.quiet}>
            {t('card.externalIds')}: {customer.externalIds.map((one) => one.externalId).join(', ')}
          </p>
        )}
        <AddContact customerId={customer.customerId} />
        <BirthdayLine customer={customer} revealed={revealed} />
      </Section>
      <Section title={t('card.consents')}>
        <Loaded query={consents} rows={2}>
          {(data) =>
            data.consents.length === 0 ? (
              <p className={css.quiet}>{t('card.noConsents')}</p>
            ) : (
              <ul className={css.consents}>
                {data.consents.map((consent) => (
                  <li key={consent.kind}>
                    <span>{t(`card.consentKind.${consent.kind.split(':')[0]}`)}</span>
                    <span className={css.consentState}>
                      <Tag tone={consent.state === 'granted' || consent.state === 'reconfirmed' ? 'accent' : 'neutral'}>
                        {t(`card.consentState.${consent.state}`)}
                      </Tag>
                      <Day day={format.dayOf(consent.at)} relative />
                    </span>
                  </li>
                ))}
              </ul>
            )
          }
        </Loaded>
        <RecordConsent customerId={customer.customerId} />
      </Section>
      <Note customer={customer} />
    </>
  );
}

function useKeep(customerId: string) {
  const queryClient = useQueryClient();
  return (customer: Customer) => queryClient.setQueryData(keyOf(getCustomer, { params: { customerId } }), customer);
}

function AddContact({ customerId }: { customerId: string }) {
  const { t } = useTranslation('people');
  const canWrite = useCan('customers:write');
  const add = useCall(createContactPoint);
  const keep = useKeep(customerId);
  const [open, setOpen] = useState(false);
  const [value, setValue] = useState('');
  if (!canWrite) return null;
  if (!open) {
    return (
      <Button variant="subtle" size="compact-sm" ml={-8} onClick={() => setOpen(true)}>
        {t('card.addContact')}
      </Button>
    );
  }
  const save = () =>
    add.mutate(
      { params: { customerId }, body: { value } },
      {
        onSuccess: (customer) => {
          keep(customer);
          setValue('');
          setOpen(false);
        },
      },
    );
  return (
    <form
      className={css.inlineForm}
      onSubmit={(event) => {
        event.preventDefault();
        save();
      }}
    >
      <TextInput
        aria-label={t('card.addContactHint')}
        placeholder={t('card.addContactHint')}
        value={value}
        onChange={(event) => setValue(event.currentTarget.value)}
        error={add.error?.message}
        autoFocus
        autoComplete="off"
      />
      <Button type="submit" variant="default" loading={add.isPending} disabled={value.trim() === ''}>
        {t('add.save')}
      </Button>
    </form>
  );
}

/** The shop's own words about her; what she would not like to read over the counter does not belong here. */
function Note({ customer }: { customer: Customer }) {
  const { t } = useTranslation('people');
  const canWrite = useCan('customers:write');
  const update = useCall(updateCustomer);
  const keep = useKeep(customer.customerId);
  const [note, setNote] = useState(customer.note);
  // PV-14: said, never forbidden; whoever writes decides.
  const sensitive = [...new Set(findSensitiveWords(note).map(({ word }) => word))];
  if (!canWrite) return customer.note ? <Section title={t('card.note')}>{customer.note}</Section> : null;
  const save = () =>
    update.mutate(
      { params: { customerId: customer.customerId }, body: { note } },
      {
        onSuccess: (changed) => {
          keep(changed);
          showDone(t('card.noteSaved'));
        },
      },
    );
  return (
    <Section title={t('card.note')}>
      {update.error && <Notice tone="danger">{update.error.message}</Notice>}
      <Textarea
        aria-label={t('card.note')}
        placeholder={t('card.noteHint')}
        autosize
        minRows={2}
        value={note}
        onChange={(event) => setNote(event.currentTarget.value)}
      />
      {sensitive.length > 0 && (
        <Notice tone="warning">
          {t('card.noteSensitive', { words: sensitive.join(', ') })}{' '}
          <a href="#protected" className={css.inlineLink}>
            {t('card.noteMove')}
          </a>
        </Notice>
      )}
      {note !== customer.note && (
        <Button variant="default" mt={8} loading={update.isPending} onClick={save}>
          {t('card.noteSave')}
        </Button>
      )}
    </Section>
  );
}
