import { Autocomplete, Button, CloseButton } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { getPersonFields, listTags, updatePersonTags } from '../../../modules/customers/contract.ts';
import { keyOf, queryFor, useCall } from '../../lib/api.ts';
import { isComposing } from '../../lib/keys.ts';
import { useCan } from '../../lib/session.ts';
import { showFailure, showUndo } from '../../ui/toast.tsx';
import css from './fields-card.module.css';

/** Tags on one person: a press takes one off, a word adds one. */
export function PersonTags({
  customerId,
  tags,
}: {
  customerId: string;
  tags: readonly { tagId: string; name: string }[];
}) {
  const { t } = useTranslation('fields');
  const client = useQueryClient();
  const canWrite = useCan('customers:write');
  const known = useQuery(queryFor(listTags));
  const change = useCall(updatePersonTags);
  const [text, setText] = useState('');
  const [isAdding, setAdding] = useState(false);
  const keep = (body: { add?: string[]; remove?: string[] }, done?: () => void) =>
    change.mutate(
      { params: { customerId }, body },
      {
        onSuccess: (person) => {
          client.setQueryData(keyOf(getPersonFields, { params: { customerId } }), person);
          void client.invalidateQueries({ queryKey: keyOf(listTags) });
          done?.();
        },
        onError: (error) => showFailure(error.message),
      },
    );
  const add = (name: string) => {
    if (name.trim() === '') return;
    setText('');
    setAdding(false);
    keep({ add: [name.trim()] });
  };
  const names = (known.data?.tags ?? [])
    .filter((tag) => tag.archivedAt === null && !tags.some(({ tagId }) => tagId === tag.tagId))
    .map((tag) => tag.name);
  return (
    <ul className={css.tags} aria-label={t('card.tags')}>
      {tags.map((tag) => (
        <li key={tag.tagId} className={css.tag} data-plain={canWrite ? undefined : true}>
          {tag.name}
          {canWrite && (
            <CloseButton
              size="sm"
              aria-label={t('card.removeTag', { name: tag.name })}
              onClick={() =>
                keep({ remove: [tag.tagId] }, () =>
                  showUndo({
                    message: t('card.tagRemoved', { name: tag.name }),
                    onUndo: () => keep({ add: [tag.name] }),
                  }),
                )
              }
            />
          )}
        </li>
      ))}
      {canWrite && (
        <li>
          {isAdding ? (
            <form
              onSubmit={(event) => {
                event.preventDefault();
                add(text);
              }}
            >
              <Autocomplete
                className={css.newTag}
                aria-label={t('card.addTag')}
                placeholder={t('card.addTagHint')}
                autoFocus
                maxLength={30}
                data={names}
                value={text}
                onChange={setText}
                onOptionSubmit={add}
                onKeyDown={(event) => {
                  if (event.key === 'Escape' && !isComposing(event)) setAdding(false);
                }}
              />
            </form>
          ) : (
            <Button variant="subtle" size="compact-sm" loading={change.isPending} onClick={() => setAdding(true)}>
              {t('card.addTag')}
            </Button>
          )}
        </li>
      )}
    </ul>
  );
}
