import { Autocomplete, Button, Modal, Select, Stack } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import {
  createTagChange,
  type ListFilter,
  listCustomers,
  listTags,
  type TagChange,
} from '../../../../modules/customers/contract.ts';
import { keyOf, useCall } from '../../../lib/api.ts';
import { useFormat } from '../../../lib/format.ts';
import { Notice } from '../../../ui/states.tsx';
import css from './list.module.css';
import { type Chosen, toSelection } from './selection.ts';
import type { Words } from './view.ts';

interface SelectionBarProps {
  chosen: Chosen;
  filter: ListFilter;
  words: Words;
  /** Everybody in the list, as far as it is known: "약 12만". */
  countText: string;
  onDone: (change: TagChange) => void;
}

/** What can be done with the people chosen. */
export function SelectionBar({ chosen, filter, words, countText, onDone }: SelectionBarProps) {
  const { t } = useTranslation('lists');
  const format = useFormat();
  const [action, setAction] = useState<'add' | 'remove' | null>(null);
  if (chosen.size === 0 && !chosen.isAll) return null;
  const who = chosen.isAll ? countText : t('people', { n: format.count(chosen.size) });
  return (
    <div className={css.selection} role="region" aria-label={t('selection')}>
      <strong role="status">{t('chosen', { who })}</strong>
      <Button variant="default" size="compact-md" onClick={() => setAction('add')}>
        {t('tagAdd')}
      </Button>
      <Button
        variant="default"
        size="compact-md"
        disabled={words.tags.length === 0}
        onClick={() => setAction('remove')}
      >
        {t('tagRemove')}
      </Button>
      {!chosen.isAll && (
        <Button variant="subtle" size="compact-md" onClick={chosen.chooseAll}>
          {t('chooseAll', { who: countText })}
        </Button>
      )}
      <Button variant="subtle" color="gray" size="compact-md" onClick={chosen.clear}>
        {t('clearChoice')}
      </Button>
      <TagDialog
        action={action}
        who={who}
        words={words}
        onClose={() => setAction(null)}
        selection={() => toSelection(chosen, filter)}
        onDone={(change) => {
          setAction(null);
          chosen.clear();
          onDone(change);
        }}
      />
    </div>
  );
}

interface TagDialogProps {
  action: 'add' | 'remove' | null;
  who: string;
  words: Words;
  onClose: () => void;
  selection: () => ReturnType<typeof toSelection>;
  onDone: (change: TagChange) => void;
}

function TagDialog({ action, who, words, onClose, selection, onDone }: TagDialogProps) {
  const { t } = useTranslation('lists');
  const client = useQueryClient();
  const change = useCall(createTagChange);
  const [name, setName] = useState('');
  const close = () => {
    change.reset();
    setName('');
    onClose();
  };
  const save = () => {
    if (action === null) return;
    const known = words.tags.find((tag) => tag.name.toLowerCase() === name.trim().toLowerCase());
    change.mutate(
      { body: { tag: known ? { tagId: known.tagId } : { name }, action, selection: selection() } },
      {
        onSuccess: (made) => {
          setName('');
          void client.invalidateQueries({ queryKey: keyOf(listCustomers) });
          void client.invalidateQueries({ queryKey: keyOf(listTags) });
          onDone(made);
        },
      },
    );
  };
  return (
    <Modal
      opened={action !== null}
      onClose={close}
      title={action === 'remove' ? t('tagRemoveTitle', { who }) : t('tagAddTitle', { who })}
      closeButtonProps={{ 'aria-label': t('ui:close') }}
    >
      <form
        onSubmit={(event) => {
          event.preventDefault();
          save();
        }}
      >
        <Stack gap="sm">
          {change.error && <Notice tone="danger">{change.error.message}</Notice>}
          {action === 'remove' ? (
            <Select
              label={t('fact.tag')}
              searchable
              data-autofocus
              data={words.tags.map((tag) => tag.name)}
              value={name || null}
              onChange={(chosen) => setName(chosen ?? '')}
            />
          ) : (
            <Autocomplete
              label={t('fact.tag')}
              description={t('tagNew')}
              data-autofocus
              maxLength={30}
              data={words.tags.map((tag) => tag.name)}
              value={name}
              onChange={setName}
            />
          )}
          <Button type="submit" loading={change.isPending} disabled={name.trim() === ''}>
            {action === 'remove' ? t('tagRemove') : t('tagAdd')}
          </Button>
        </Stack>
      </form>
    </Modal>
  );
}
