import { Button, PasswordInput, Stack, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useTranslation } from 'react-i18next';
import type { Session } from '../../../modules/staff/contract.ts';
import { Notice } from '../../ui/states.tsx';
import { useSignIn } from './api.ts';

/** E-mail and password; what was typed stays when it fails. Pasting and password managers work (3.3.8). */
export function SignInForm({ onSignedIn }: { onSignedIn: (session: Session) => void }) {
  const { t } = useTranslation('session');
  const signIn = useSignIn();
  const form = useForm({
    initialValues: { email: '', password: '' },
    validate: {
      email: (email) => (/^\S+@\S+\.\S+$/.test(email.trim()) ? null : t('emailMissing')),
      password: (password) => (password ? null : t('passwordMissing')),
    },
  });

  const submit = form.onSubmit((values) => {
    signIn.mutate(
      { body: { email: values.email.trim(), password: values.password } },
      { onSuccess: ({ session }) => onSignedIn(session) },
    );
  });

  return (
    <form onSubmit={submit} noValidate>
      <Stack gap="md">
        {signIn.error && <Notice tone="danger">{signIn.error.message || t('failed')}</Notice>}
        <TextInput
          label={t('email')}
          type="email"
          name="email"
          autoComplete="username"
          inputMode="email"
          autoFocus
          {...form.getInputProps('email')}
        />
        <PasswordInput
          label={t('password')}
          name="password"
          autoComplete="current-password"
          visibilityToggleButtonProps={{ 'aria-label': t('showPassword') }}
          {...form.getInputProps('password')}
        />
        <Button type="submit" loading={signIn.isPending}>
          {t('signIn')}
        </Button>
      </Stack>
    </form>
  );
}
