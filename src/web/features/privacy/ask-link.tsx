import { Button, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { askForLink, getLinkForm } from '../../../modules/selfservice/contract.ts';
import { queryFor, useCall } from '../../lib/api.ts';
import { currentLocale } from '../../lib/i18n.ts';
import { Loaded, Notice } from '../../ui/states.tsx';
import css from './consent.module.css';

/** Where every footer of a mail leads: an address is typed, and the answer says nothing of who is known (PV-30, PV-32). */
export function AskLink({ workspaceId }: { workspaceId: string }) {
  const { t } = useTranslation('ownPage');
  const shop = useQuery({ ...queryFor(getLinkForm, { params: { workspaceId } }), retry: false });
  const ask = useCall(askForLink);
  const [email, setEmail] = useState('');
  const send = () => ask.mutate({ params: { workspaceId }, body: { email, lang: currentLocale() } });
  if (ask.data) {
    return (
      <div className={css.sheet} role="status">
        <h2>{t('ask.doneTitle')}</h2>
        <p>{t('ask.done', { email })}</p>
        <p className={css.code}>{ask.data.code}</p>
        <p className={css.quiet}>{t('ask.keepOpen')}</p>
      </div>
    );
  }
  return (
    <Loaded query={shop} rows={4}>
      {({ shopName }) => (
        <form
          className={css.sheet}
          noValidate
          onSubmit={(event) => {
            event.preventDefault();
            send();
          }}
        >
          <p>{t('ask.sentence', { shop: shopName })}</p>
          {ask.error && <Notice tone="danger">{ask.error.message || t('failed')}</Notice>}
          <TextInput
            size="lg"
            type="email"
            autoComplete="email"
            label={t('ask.email')}
            maxLength={254}
            value={email}
            onChange={(event) => setEmail(event.currentTarget.value)}
          />
          <Button size="lg" type="submit" loading={ask.isPending} disabled={!email.includes('@')}>
            {t('ask.send')}
          </Button>
        </form>
      )}
    </Loaded>
  );
}
