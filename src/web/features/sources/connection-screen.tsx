import { Button, CopyButton, Modal, PasswordInput } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import {
  type Connection,
  listConnections,
  listDeliveries,
  removeConnection,
  rotateAddress,
  testConnection,
  updateConnection,
} from '../../../modules/sources/contract.ts';
import { keyOf, queryFor, useCall } from '../../lib/api.ts';
import { useFormat } from '../../lib/format.ts';
import { useCan } from '../../lib/session.ts';
import { Page, Section } from '../../ui/page.tsx';
import { EmptyState, Loaded, Notice } from '../../ui/states.tsx';
import { showDone, showFailure } from '../../ui/toast.tsx';
import { Deliveries, ReplayAll } from './deliveries.tsx';
import { MapEditor } from './map-editor.tsx';
import css from './sources.module.css';
import { usePlatformName } from './words.ts';

/** One connection: where the platform sends to, a test, the map of a generic one, and what came. */
export function ConnectionScreen({ connectionId }: { connectionId: string }) {
  const { t } = useTranslation('connections');
  const platformName = usePlatformName();
  const query = useQuery(queryFor(listConnections));
  const own = query.data?.connections.find((one) => one.connectionId === connectionId);
  return (
    <Page
      title={own?.label ?? t('connections')}
      sentence={own && platformName(own.platform)}
      back={{ to: '/record/connections', label: t('title') }}
    >
      <Loaded query={query}>{() => (own ? <Parts connection={own} /> : <EmptyState sentence={t('gone')} />)}</Loaded>
    </Page>
  );
}

function Parts({ connection }: { connection: Connection }) {
  const { t } = useTranslation('connections');
  const mayManage = useCan('sources:manage');
  const { connectionId, platform, dead } = connection;
  return (
    <>
      {dead > 0 && (
        <Notice tone="danger">
          {t('deadNotice', { count: dead })} {mayManage && <ReplayAll connectionId={connectionId} />}
        </Notice>
      )}
      {mayManage && <Address connection={connection} />}
      {mayManage && platform === 'generic' && <MapEditor connection={connection} />}
      <Deliveries filter={{ connectionId }} title={t('deliveries')} />
    </>
  );
}

function Address({ connection }: { connection: Connection }) {
  const { t } = useTranslation('connections');
  const format = useFormat();
  const client = useQueryClient();
  const { connectionId, platform, url, previousUntil, hasSecret } = connection;
  const test = useCall(testConnection);
  const rotate = useCall(rotateAddress);
  const refresh = async () => {
    await client.invalidateQueries({ queryKey: keyOf(listConnections) });
    await client.invalidateQueries({ queryKey: keyOf(listDeliveries) });
  };
  const params = { connectionId };
  const fail = (error: Error) => showFailure(error.message || t('notSaved'));
  return (
    <Section title={t('address.title')} sentence={t(`address.${platform}`)}>
      <div className={css.stack}>
        <div className={css.url}>
          <code>{url}</code>
          <CopyButton value={url ?? ''}>
            {({ copied, copy }) => (
              <Button variant="default" onClick={copy}>
                {t(copied ? 'address.copied' : 'address.copy')}
              </Button>
            )}
          </CopyButton>
        </div>
        {previousUntil && <Notice>{t('address.overlap', { until: format.instant(previousUntil) })}</Notice>}
        <div className={css.actions}>
          <Button
            variant="default"
            loading={test.isPending}
            onClick={() =>
              test.mutate(
                { params },
                { onSuccess: () => (showDone(t('address.tested')), void refresh()), onError: fail },
              )
            }
          >
            {t('address.test')}
          </Button>
          <Button
            variant="default"
            loading={rotate.isPending}
            onClick={() => rotate.mutate({ params }, { onSuccess: () => void refresh(), onError: fail })}
          >
            {t('address.rotate')}
          </Button>
          {hasSecret && <NewSecret connectionId={connectionId} onDone={() => void refresh()} />}
          <Close connection={connection} />
        </div>
      </div>
    </Section>
  );
}

function NewSecret({ connectionId, onDone }: { connectionId: string; onDone: () => void }) {
  const { t } = useTranslation('connections');
  const update = useCall(updateConnection);
  const [isOpen, setOpen] = useState(false);
  const [secret, setSecret] = useState('');
  const close = () => {
    setOpen(false);
    setSecret('');
  };
  return (
    <>
      <Button variant="default" onClick={() => setOpen(true)}>
        {t('secret.change')}
      </Button>
      <Modal
        opened={isOpen}
        onClose={close}
        title={t('secret.change')}
        closeButtonProps={{ 'aria-label': t('cancel') }}
      >
        <form
          className={css.stack}
          onSubmit={(event) => {
            event.preventDefault();
            update.mutate({ params: { connectionId }, body: { secret } }, { onSuccess: () => (close(), onDone()) });
          }}
        >
          <p className={css.text}>{t('secret.sentence')}</p>
          <PasswordInput
            label={t('new.secret')}
            autoComplete="off"
            value={secret}
            onChange={(event) => setSecret(event.currentTarget.value)}
            error={update.error?.message}
            visibilityToggleButtonProps={{ 'aria-label': t('new.show') }}
          />
          <div className={css.actions}>
            <Button type="submit" loading={update.isPending} disabled={secret.trim().length < 8}>
              {t('save')}
            </Button>
          </div>
        </form>
      </Modal>
    </>
  );
}

function Close({ connection }: { connection: Connection }) {
  const { t } = useTranslation('connections');
  const client = useQueryClient();
  const navigate = useNavigate();
  const remove = useCall(removeConnection);
  const [isOpen, setOpen] = useState(false);
  const { connectionId, label } = connection;
  return (
    <>
      <Button variant="subtle" color="red" onClick={() => setOpen(true)}>
        {t('close.button')}
      </Button>
      <Modal
        opened={isOpen}
        onClose={() => setOpen(false)}
        title={t('close.title', { label })}
        closeButtonProps={{ 'aria-label': t('cancel') }}
      >
        <div className={css.stack}>
          <p className={css.text}>{t('close.sentence')}</p>
          {remove.error && <Notice tone="danger">{remove.error.message || t('notSaved')}</Notice>}
          <div className={css.actions}>
            <Button
              color="red"
              loading={remove.isPending}
              onClick={() =>
                remove.mutate(
                  { params: { connectionId } },
                  {
                    onSuccess: async () => {
                      await client.invalidateQueries({ queryKey: keyOf(listConnections) });
                      void navigate({ to: '/record/connections' });
                    },
                  },
                )
              }
            >
              {t('close.button')}
            </Button>
            <Button variant="default" onClick={() => setOpen(false)}>
              {t('cancel')}
            </Button>
          </div>
        </div>
      </Modal>
    </>
  );
}
