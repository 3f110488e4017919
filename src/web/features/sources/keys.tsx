import { Button, Modal } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type ApiKeyRow, listApiKeys, revokeApiKey } from '../../../modules/staff/contract.ts';
import { keyOf, queryFor, useCall } from '../../lib/api.ts';
import { useFormat } from '../../lib/format.ts';
import { useCan } from '../../lib/session.ts';
import { Section } from '../../ui/page.tsx';
import { EmptyState, Loaded, Notice } from '../../ui/states.tsx';
import { Tag } from '../../ui/tag.tsx';
import { NewKey } from './keys-new.tsx';
import css from './sources.module.css';

const isOver = ({ revokedAt, expiresAt }: ApiKeyRow) =>
  revokedAt !== null || (expiresAt !== null && Date.parse(expiresAt) <= Date.now());

/** Keys of programs: made, shown once, stopped. */
export function Keys() {
  const { t } = useTranslation('keys');
  const mayManage = useCan('sources:manage');
  return mayManage ? (
    <Section
      title={t('title')}
      sentence={t('sentence')}
      action={
        <Button component="a" href="/api/docs" target="_blank" variant="default">
          {t('docs')}
        </Button>
      }
    >
      <KeyList />
    </Section>
  ) : null;
}

function KeyList() {
  const { t } = useTranslation('keys');
  const query = useQuery(queryFor(listApiKeys));
  const [isAdding, setAdding] = useState(false);
  return (
    <div className={css.stack}>
      <Loaded query={query} rows={2}>
        {({ apiKeys }) => {
          const old = apiKeys.filter(isOver);
          return (
            <>
              {apiKeys.length === 0 && !isAdding && <EmptyState sentence={t('empty')} />}
              <Rows keys={apiKeys.filter((key) => !isOver(key))} />
              {old.length > 0 && (
                <details>
                  <summary>{t('old', { count: old.length })}</summary>
                  <Rows keys={old} />
                </details>
              )}
            </>
          );
        }}
      </Loaded>
      {isAdding ? (
        <NewKey onDone={() => setAdding(false)} />
      ) : (
        <div className={css.actions}>
          <Button variant="default" onClick={() => setAdding(true)}>
            {t('add')}
          </Button>
        </div>
      )}
    </div>
  );
}

function Rows({ keys }: { keys: readonly ApiKeyRow[] }) {
  return (
    <ul className={css.list}>
      {keys.map((key) => (
        <Row key={key.apiKeyId} apiKey={key} />
      ))}
    </ul>
  );
}

function Row({ apiKey }: { apiKey: ApiKeyRow }) {
  const { t } = useTranslation('keys');
  const format = useFormat();
  const { label, kind, source, scopes, prefix, lastUsedAt, revokedAt } = apiKey;
  const used = lastUsedAt === null ? t('unused') : t('used', { when: format.instant(lastUsedAt) });
  const may = scopes.map((scope) => t(`scope.${scope.replace(':', '_')}`)).join(', ');
  return (
    <li>
      <div className={css.main}>
        <div className={css.title}>
          {label} {kind === 'public' && <Tag>{t('public')}</Tag>}{' '}
          {isOver(apiKey) && <Tag tone="warning">{t(revokedAt === null ? 'expired' : 'revoked')}</Tag>}
        </div>
        <div className={css.quiet}>
          <code>{prefix}…</code> · {source}
          {may !== '' && ` · ${may}`} · {used}
        </div>
      </div>
      {!isOver(apiKey) && <Revoke apiKey={apiKey} />}
    </li>
  );
}

function Revoke({ apiKey: { apiKeyId, label } }: { apiKey: ApiKeyRow }) {
  const { t } = useTranslation('keys');
  const client = useQueryClient();
  const revoke = useCall(revokeApiKey);
  const [isAsking, setAsking] = useState(false);
  const stop = () =>
    revoke.mutate(
      { params: { apiKeyId } },
      {
        onSuccess: () => {
          setAsking(false);
          void client.invalidateQueries({ queryKey: keyOf(listApiKeys) });
        },
      },
    );
  return (
    <>
      <Button variant="subtle" color="gray" aria-label={t('revokeWho', { label })} onClick={() => setAsking(true)}>
        {t('revoke')}
      </Button>
      <Modal opened={isAsking} onClose={() => setAsking(false)} title={t('revokeTitle', { label })}>
        <div className={css.stack}>
          <p>{t('revokeSentence')}</p>
          {revoke.error && <Notice tone="danger">{revoke.error.message || t('failed')}</Notice>}
          <div className={css.actions}>
            <Button color="red" loading={revoke.isPending} onClick={stop}>
              {t('revoke')}
            </Button>
            <Button variant="default" onClick={() => setAsking(false)}>
              {t('keep')}
            </Button>
          </div>
        </div>
      </Modal>
    </>
  );
}
