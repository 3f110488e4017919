import { Button, TextInput } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { createTag, listTags, type Tag, updateTag } from '../../../modules/customers/contract.ts';
import { call, keyOf, queryFor, useCall } from '../../lib/api.ts';
import { Section } from '../../ui/page.tsx';
import { EmptyState, Loaded, Notice } from '../../ui/states.tsx';
import { showUndo } from '../../ui/toast.tsx';
import css from './settings.module.css';

/** Tags: made, renamed, hidden and shown again; who has one keeps it. */
export function TagSettings() {
  const { t } = useTranslation('fields');
  const query = useQuery(queryFor(listTags));
  const create = useCall(createTag);
  const refresh = useRefreshTags();
  const [name, setName] = useState('');
  return (
    <Section title={t('tags.title')} sentence={t('tags.sentence')}>
      <Loaded query={query}>
        {({ tags }) => (
          <>
            {tags.length === 0 && <EmptyState sentence={t('tags.empty')} />}
            <ul className={css.rows}>
              {tags
                .filter((tag) => tag.archivedAt === null)
                .map((tag) => (
                  <TagRow key={tag.tagId} tag={tag} />
                ))}
            </ul>
            {tags.some((tag) => tag.archivedAt !== null) && (
              <details className={css.more}>
                <summary>{t('tags.hidden')}</summary>
                <ul className={css.rows}>
                  {tags
                    .filter((tag) => tag.archivedAt !== null)
                    .map((tag) => (
                      <TagRow key={tag.tagId} tag={tag} />
                    ))}
                </ul>
              </details>
            )}
          </>
        )}
      </Loaded>
      <form
        className={css.inline}
        onSubmit={(event) => {
          event.preventDefault();
          create.mutate(
            { body: { name } },
            {
              onSuccess: () => {
                setName('');
                void refresh();
              },
            },
          );
        }}
      >
        <TextInput
          aria-label={t('tags.name')}
          placeholder={t('tags.name')}
          maxLength={30}
          error={create.error?.message}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <Button type="submit" variant="default" loading={create.isPending} disabled={name.trim() === ''}>
          {t('tags.add')}
        </Button>
      </form>
    </Section>
  );
}

function useRefreshTags() {
  const client = useQueryClient();
  return () => client.invalidateQueries({ queryKey: keyOf(listTags) });
}

function TagRow({ tag }: { tag: Tag }) {
  const { t } = useTranslation('fields');
  const update = useCall(updateTag);
  const refresh = useRefreshTags();
  const [name, setName] = useState<string>();
  const params = { tagId: tag.tagId };
  const change = (body: { name?: string; archived?: boolean }, done?: () => void) =>
    update.mutate(
      { params, body },
      {
        onSuccess: () => {
          setName(undefined);
          void refresh();
          done?.();
        },
      },
    );
  if (name !== undefined) {
    return (
      <li>
        <form
          className={css.inline}
          onSubmit={(event) => {
            event.preventDefault();
            change({ name });
          }}
        >
          <TextInput
            aria-label={t('tags.name')}
            autoFocus
            maxLength={30}
            error={update.error?.message}
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
          />
          <Button type="submit" variant="default" loading={update.isPending} disabled={name.trim() === ''}>
            {t('save')}
          </Button>
          <Button variant="subtle" color="gray" onClick={() => setName(undefined)}>
            {t('cancel')}
          </Button>
        </form>
      </li>
    );
  }
  return (
    <li>
      {update.error && <Notice tone="danger">{update.error.message}</Notice>}
      <span>{tag.name}</span>
      <span className={css.actions}>
        {tag.archivedAt === null ? (
          <>
            <Button
              variant="subtle"
              size="compact-md"
              aria-label={t('tags.renameWhat', { what: tag.name })}
              onClick={() => setName(tag.name)}
            >
              {t('tags.rename')}
            </Button>
            <Button
              variant="subtle"
              color="gray"
              size="compact-md"
              aria-label={t('settings.hideWhat', { what: tag.name })}
              onClick={() =>
                change({ archived: true }, () =>
                  showUndo({
                    message: t('settings.hid', { name: tag.name }),
                    onUndo: async () => {
                      await call(updateTag, { params, body: { archived: false } });
                      await refresh();
                    },
                  }),
                )
              }
            >
              {t('settings.hide')}
            </Button>
          </>
        ) : (
          <Button
            variant="subtle"
            size="compact-md"
            aria-label={t('settings.showWhat', { what: tag.name })}
            onClick={() => change({ archived: false })}
          >
            {t('settings.show')}
          </Button>
        )}
      </span>
    </li>
  );
}
