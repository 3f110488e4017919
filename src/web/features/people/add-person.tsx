import { Button, Group, Modal, Stack, Text, Textarea, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { createCustomer, listCustomers } from '../../../modules/customers/contract.ts';
import type { EndpointOutput } from '../../../shared/endpoint.ts';
import { keyOf, useCall } from '../../lib/api.ts';
import { useFormat } from '../../lib/format.ts';
import { useCan } from '../../lib/session.ts';
import { Notice } from '../../ui/states.tsx';
import { showDone } from '../../ui/toast.tsx';

type Made = EndpointOutput<typeof createCustomer>;

/** A person by name and number, without any consent: that is asked on the card (PV-08). */
export function AddPerson({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  const { t } = useTranslation('people');
  const navigate = useNavigate();
  const queryClient = useQueryClient();
  const create = useCall(createCustomer);
  const form = useForm({ initialValues: { name: '', phone: '', email: '', note: '' } });
  const [shared, setShared] = useState<Made>();
  const openCard = (customerId: string) => {
    close();
    void navigate({ to: '/people/$customerId', params: { customerId } });
  };
  const decide = (pair: string) => {
    close();
    void navigate({ to: '/people/duplicates', search: { pair } });
  };
  const close = () => {
    setShared(undefined);
    create.reset();
    form.reset();
    onClose();
  };
  const save = ({ name, phone, email, note }: typeof form.values) =>
    create.mutate(
      { body: { name, note, ...(phone.trim() ? { phone } : {}), ...(email.trim() ? { email } : {}) } },
      {
        onSuccess: (made) => {
          void queryClient.invalidateQueries({ queryKey: keyOf(listCustomers) });
          showDone(t(made.existed ? 'add.existed' : 'add.done'));
          if (made.meetings.length > 0) setShared(made);
          else openCard(made.customerId);
        },
      },
    );
  if (shared) {
    return (
      <Modal
        opened={opened}
        onClose={close}
        title={t('add.sharedTitle')}
        closeButtonProps={{ 'aria-label': t('ui:close') }}
      >
        <SameNumber made={shared} onCard={() => openCard(shared.customerId)} onDecide={decide} />
      </Modal>
    );
  }
  return (
    <Modal opened={opened} onClose={close} title={t('add.title')} closeButtonProps={{ 'aria-label': t('ui:close') }}>
      <form onSubmit={form.onSubmit(save)}>
        <Stack gap="sm">
          {create.error && <Notice tone="danger">{create.error.message}</Notice>}
          <TextInput label={t('add.name')} autoComplete="off" data-autofocus {...form.getInputProps('name')} />
          <TextInput label={t('add.phone')} inputMode="tel" autoComplete="off" {...form.getInputProps('phone')} />
          <TextInput label={t('add.email')} inputMode="email" autoComplete="off" {...form.getInputProps('email')} />
          <Textarea label={t('add.note')} autosize minRows={2} {...form.getInputProps('note')} />
          <Text size="sm" c="dimmed">
            {t('add.hint')}
          </Text>
          <Group justify="flex-end">
            <Button variant="default" onClick={close}>
              {t('add.cancel')}
            </Button>
            <Button type="submit" loading={create.isPending}>
              {t('add.save')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}

/** The number is somebody else's already (OP-04, OP-05): the two stand side by side until somebody says what they are. */
function SameNumber({
  made,
  onCard,
  onDecide,
}: {
  made: Made;
  onCard: () => void;
  onDecide: (meetingId: string) => void;
}) {
  const { t } = useTranslation(['people', 'identity']);
  const format = useFormat();
  const canDecide = useCan('customers:merge');
  const [first] = made.meetings;
  return (
    <Stack gap="sm">
      {made.meetings.map(({ meetingId, name, lastVisitedOn }) => (
        <Notice key={meetingId} tone="warning">
          {t('add.shared', { name: name || t('identity:unnamed') })}{' '}
          {lastVisitedOn === null ? t('add.sharedNever') : t('add.sharedLast', { day: format.day(lastVisitedOn) })}
        </Notice>
      ))}
      <Group justify="flex-end">
        <Button variant="default" onClick={onCard}>
          {t('add.later')}
        </Button>
        {canDecide && first && (
          <Button onClick={() => onDecide(first.meetingId)} data-autofocus>
            {t('add.decide')}
          </Button>
        )}
      </Group>
    </Stack>
  );
}
