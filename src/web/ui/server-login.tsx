import { Checkbox, NumberInput, PasswordInput, TextInput } from '@mantine/core';
import type { useForm } from '@mantine/form';
import { useTranslation } from 'react-i18next';
import css from './server-login.module.css';

interface Login {
  host: string;
  port: number;
  secure: boolean;
  username: string;
  password: string;
}

interface ServerLoginProps {
  form: Pick<ReturnType<typeof useForm<Login>>, 'getInputProps'>;
  /** What the server is for. */
  hostLabel: string;
  hostExample: string;
  /** The port at which such servers encrypt from the start. */
  tlsPort: number;
  /** One is stored: an empty box keeps it. */
  hasPassword: boolean;
}

/** Where a server of the shop's own is, and how to sign in there. */
export function ServerLogin({ form, hostLabel, hostExample, tlsPort, hasPassword }: ServerLoginProps) {
  const { t } = useTranslation('ui');
  return (
    <>
      <div className={css.pair}>
        <TextInput label={hostLabel} placeholder={hostExample} autoComplete="off" {...form.getInputProps('host')} />
        <NumberInput
          label={t('server.port')}
          min={1}
          max={65535}
          allowDecimal={false}
          hideControls
          {...form.getInputProps('port')}
        />
      </div>
      <Checkbox label={t('server.secure', { port: tlsPort })} {...form.getInputProps('secure', { type: 'checkbox' })} />
      <div className={css.pair}>
        <TextInput label={t('server.username')} autoComplete="off" {...form.getInputProps('username')} />
        <PasswordInput
          label={t('server.password')}
          placeholder={hasPassword ? t('server.kept') : ''}
          autoComplete="new-password"
          visibilityToggleButtonProps={{ 'aria-label': t('server.show') }}
          {...form.getInputProps('password')}
        />
      </div>
    </>
  );
}
