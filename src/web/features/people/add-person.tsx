import { Button, Group, Modal, Stack, Text, Textarea, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { createCustomer, listCustomers } from '../../../modules/customers/contract.ts';
import { keyOf, useCall } from '../../lib/api.ts';
import { Notice } from '../../ui/states.tsx';
import { showDone } from '../../ui/toast.tsx';

/** A person by name and number, without any consent: that is asked on the card (PV-08). */
export function AddPerson({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  const { t } = useTranslation('people');
  const navigate = useNavigate();
  const queryClient = useQueryClient();
  const create = useCall(createCustomer);
  const form = useForm({ initialValues: { name: '', phone: '', email: '', note: '' } });
  const close = () => {
    create.reset();
    form.reset();
    onClose();
  };
  const save = ({ name, phone, email, note }: typeof form.values) =>
    create.mutate(
      { body: { name, note, ...(phone.trim() ? { phone } : {}), ...(email.trim() ? { email } : {}) } },
      {
        onSuccess: ({ customerId, existed }) => {
          void queryClient.invalidateQueries({ queryKey: keyOf(listCustomers) });
          showDone(t(existed ? 'add.existed' : 'add.done'));
          close();
          void navigate({ to: '/people/$customerId', params: { customerId } });
        },
      },
    );
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
