import { Button, Checkbox, CloseButton, Group, Popover, Stack, TextInput } from '@mantine/core';
import { IconBookmark, IconUsers } from '@tabler/icons-react';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import {
  createSavedView,
  listSavedViews,
  removeSavedView,
  type SavedView,
  updateSavedView,
} from '../../../../modules/customers/contract.ts';
import { call, keyOf, queryFor, useCall } from '../../../lib/api.ts';
import { useCan } from '../../../lib/session.ts';
import { Notice } from '../../../ui/states.tsx';
import { showDone, showUndo } from '../../../ui/toast.tsx';
import css from './list.module.css';
import type { View } from './view.ts';

interface SavedViewsProps {
  view: View;
  onOpen: (saved: SavedView | undefined) => void;
}

const same = (saved: SavedView, view: View) =>
  JSON.stringify([saved.filter, saved.sort.by, saved.sort.direction, saved.columns]) ===
  JSON.stringify([view.filter, view.sort, view.dir, view.cols]);

/** Saved lists as chips: one's own and the shop's. */
export function SavedViews({ view, onOpen }: SavedViewsProps) {
  const { t } = useTranslation('lists');
  const client = useQueryClient();
  const { data } = useQuery(queryFor(listSavedViews));
  const remove = useCall(removeSavedView);
  const update = useCall(updateSavedView);
  const refresh = () => client.invalidateQueries({ queryKey: keyOf(listSavedViews) });
  const views = data?.views ?? [];
  const open = views.find(({ savedViewId }) => savedViewId === view.view);
  const drop = (saved: SavedView) => {
    const { name, isShared, filter, sort, columns } = saved;
    remove.mutate(
      { params: { savedViewId: saved.savedViewId } },
      {
        onSuccess: () => {
          onOpen(undefined);
          void refresh();
          showUndo({
            message: t('views.removed', { name }),
            onUndo: async () => {
              await call(createSavedView, { body: { name, isShared, filter, sort, columns } });
              await refresh();
            },
          });
        },
      },
    );
  };
  if (views.length === 0) return null;
  return (
    <div className={css.views} role="group" aria-label={t('views.label')}>
      {views.map((saved) => (
        <span key={saved.savedViewId} className={saved === open ? css.chip : undefined}>
          <Button
            variant={saved === open ? 'transparent' : 'default'}
            size="compact-md"
            aria-pressed={saved === open}
            leftSection={saved.isShared ? <IconUsers size={14} aria-hidden /> : <IconBookmark size={14} aria-hidden />}
            onClick={() => onOpen(saved === open ? undefined : saved)}
          >
            {saved.name}
          </Button>
          {saved === open && saved.isMine && (
            <CloseButton size="sm" aria-label={t('views.remove', { name: saved.name })} onClick={() => drop(saved)} />
          )}
        </span>
      ))}
      {open?.isMine && !same(open, view) && (
        <Button
          variant="subtle"
          size="compact-md"
          loading={update.isPending}
          onClick={() =>
            update.mutate(
              {
                params: { savedViewId: open.savedViewId },
                body: { filter: view.filter, sort: { by: view.sort, direction: view.dir }, columns: view.cols },
              },
              {
                onSuccess: () => {
                  void refresh();
                  showDone(t('views.updated'));
                },
              },
            )
          }
        >
          {t('views.update')}
        </Button>
      )}
    </div>
  );
}

/** Keeps the list as it is under a name. */
export function SaveView({ view, onSaved }: { view: View; onSaved: (saved: SavedView) => void }) {
  const { t } = useTranslation('lists');
  const client = useQueryClient();
  const canShare = useCan('segments:write');
  const save = useCall(createSavedView);
  const [opened, setOpened] = useState(false);
  const [name, setName] = useState('');
  const [isShared, setShared] = useState(false);
  const submit = () =>
    save.mutate(
      {
        body: {
          name,
          isShared,
          filter: view.filter,
          sort: { by: view.sort, direction: view.dir },
          columns: view.cols,
        },
      },
      {
        onSuccess: (saved) => {
          setOpened(false);
          setName('');
          void client.invalidateQueries({ queryKey: keyOf(listSavedViews) });
          onSaved(saved);
        },
      },
    );
  return (
    <Popover opened={opened} onChange={setOpened} trapFocus returnFocus position="bottom-end" width={300} withinPortal>
      <Popover.Target>
        <Button
          variant="subtle"
          color="gray"
          size="compact-md"
          leftSection={<IconBookmark size={16} aria-hidden />}
          aria-expanded={opened}
          onClick={() => setOpened((was) => !was)}
        >
          {t('views.save')}
        </Button>
      </Popover.Target>
      <Popover.Dropdown>
        <form
          onSubmit={(event) => {
            event.preventDefault();
            submit();
          }}
        >
          <Stack gap="sm">
            {save.error && <Notice tone="danger">{save.error.message}</Notice>}
            <TextInput
              label={t('views.name')}
              data-autofocus
              maxLength={60}
              value={name}
              onChange={(event) => setName(event.currentTarget.value)}
            />
            {canShare && (
              <Checkbox
                label={t('views.share')}
                checked={isShared}
                onChange={(event) => setShared(event.currentTarget.checked)}
              />
            )}
            <Group justify="flex-end">
              <Button type="submit" loading={save.isPending} disabled={name.trim() === ''}>
                {t('views.keep')}
              </Button>
            </Group>
          </Stack>
        </form>
      </Popover.Dropdown>
    </Popover>
  );
}
