import { Button, NativeSelect, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { createRequest, REQUEST_TYPES, type RequestType } from '../../../modules/privacy/contract/requests.ts';
import { useCall } from '../../lib/api.ts';
import { Notice } from '../../ui/states.tsx';
import { showDone } from '../../ui/toast.tsx';
import css from './privacy.module.css';

const VIA = ['counter', 'phone', 'email', 'paper'] as const;

/** Takes down what she asks for, in the window in which she gave her data (PV-30). */
export function RequestForm({ customerId, onDone }: { customerId: string; onDone: () => void }) {
  const { t } = useTranslation('privacy');
  const create = useCall(createRequest);
  const [type, setType] = useState<RequestType>('access');
  const [receivedVia, setVia] = useState<(typeof VIA)[number]>('counter');
  const [identityCheck, setIdentity] = useState('');
  const [detail, setDetail] = useState('');
  return (
    <form
      className={css.form}
      onSubmit={(event) => {
        event.preventDefault();
        create.mutate(
          { params: { customerId }, body: { type, receivedVia, identityCheck, detail } },
          {
            onSuccess: () => {
              showDone(t('requests.taken'));
              onDone();
            },
          },
        );
      }}
    >
      {create.error && <Notice tone="danger">{create.error.message || t('failed')}</Notice>}
      <NativeSelect
        label={t('requests.what')}
        value={type}
        data={REQUEST_TYPES.map((one) => ({ value: one, label: t(`requests.type.${one}`) }))}
        onChange={(event) => setType(REQUEST_TYPES.find((one) => one === event.currentTarget.value) ?? 'access')}
      />
      <NativeSelect
        label={t('requests.how')}
        value={receivedVia}
        data={VIA.map((one) => ({ value: one, label: t(`requests.via.${one}`) }))}
        onChange={(event) => setVia(VIA.find((one) => one === event.currentTarget.value) ?? 'counter')}
      />
      <TextInput
        label={t('requests.identity')}
        value={identityCheck}
        maxLength={1000}
        onChange={(event) => setIdentity(event.currentTarget.value)}
      />
      <TextInput
        label={t('requests.detail')}
        value={detail}
        maxLength={1000}
        onChange={(event) => setDetail(event.currentTarget.value)}
      />
      <div className={css.actions}>
        <Button type="submit" loading={create.isPending} disabled={identityCheck.trim() === ''}>
          {t('save')}
        </Button>
        <Button variant="default" onClick={onDone}>
          {t('cancel')}
        </Button>
      </div>
    </form>
  );
}
