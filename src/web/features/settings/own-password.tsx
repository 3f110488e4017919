import { Button, PasswordInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { changePassword, listSessions, zPassword } from '../../../modules/staff/contract.ts';
import { keyOf, useCall } from '../../lib/api.ts';
import { Notice } from '../../ui/states.tsx';
import css from './settings.module.css';

const MIN_PASSWORD = zPassword.minLength ?? 10;

/** A new password for oneself; every other device has to sign in again. */
export function OwnPassword() {
  const { t } = useTranslation('settings');
  const client = useQueryClient();
  const change = useCall(changePassword);
  const form = useForm({ initialValues: { current: '', next: '' } });
  const submit = form.onSubmit((values) =>
    change.mutate(
      { body: values },
      {
        onSuccess: () => {
          form.reset();
          void client.invalidateQueries({ queryKey: keyOf(listSessions) });
        },
      },
    ),
  );
  const show = { 'aria-label': t('ui:server.show') };
  return (
    <form className={css.form} onSubmit={submit} noValidate>
      {change.error && <Notice tone="danger">{change.error.message || t('notSaved')}</Notice>}
      {change.isSuccess && <p role="status">{t('own.passwordChanged')}</p>}
      <div className={css.pair}>
        <PasswordInput
          label={t('own.current')}
          autoComplete="current-password"
          visibilityToggleButtonProps={show}
          {...form.getInputProps('current')}
        />
        <PasswordInput
          label={t('own.next', { count: MIN_PASSWORD })}
          autoComplete="new-password"
          visibilityToggleButtonProps={show}
          {...form.getInputProps('next')}
        />
      </div>
      <div className={css.actions}>
        <Button
          type="submit"
          variant="default"
          loading={change.isPending}
          disabled={form.values.current === '' || form.values.next.length < MIN_PASSWORD}
        >
          {t('own.changePassword')}
        </Button>
      </div>
    </form>
  );
}
