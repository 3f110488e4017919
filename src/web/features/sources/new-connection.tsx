import { Button, PasswordInput, Select, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import {
  createConnection,
  listConnections,
  PLATFORMS,
  SIGNINGS,
  zPlatform,
  zSigning,
} from '../../../modules/sources/contract.ts';
import { keyOf, useCall } from '../../lib/api.ts';
import { Section } from '../../ui/page.tsx';
import { Notice } from '../../ui/states.tsx';
import css from './sources.module.css';
import { usePlatformName } from './words.ts';

/** Three fields: which platform, what we call it, its secret. */
export function NewConnection({ onDone }: { onDone: () => void }) {
  const { t } = useTranslation('connections');
  const platformName = usePlatformName();
  const client = useQueryClient();
  const navigate = useNavigate();
  const create = useCall(createConnection);
  const form = useForm({
    initialValues: { platform: 'shopify', label: '', secret: '', signing: 'header', signatureHeader: 'x-webhook-key' },
  });
  const { platform, secret, signing, signatureHeader, label } = form.values;
  const isGeneric = platform === 'generic';
  const needsSecret = !isGeneric || signing !== 'none';
  const submit = form.onSubmit(() =>
    create.mutate(
      {
        body: {
          platform: zPlatform.parse(platform),
          label,
          ...(needsSecret ? { secret } : {}),
          ...(isGeneric
            ? { signing: zSigning.parse(signing), signatureHeader: needsSecret ? signatureHeader : '' }
            : {}),
        },
      },
      {
        onSuccess: async ({ connectionId }) => {
          await client.invalidateQueries({ queryKey: keyOf(listConnections) });
          onDone();
          void navigate({ to: '/record/connections/$connectionId', params: { connectionId } });
        },
        onError: (error) => form.setErrors(error.fieldErrors()),
      },
    ),
  );
  return (
    <Section title={t('new.title')} sentence={t('new.sentence')}>
      <form className={css.stack} onSubmit={submit} noValidate>
        {create.error && <Notice tone="danger">{create.error.message || t('notSaved')}</Notice>}
        <div className={css.pair}>
          <Select
            label={t('new.platform')}
            allowDeselect={false}
            data={PLATFORMS.map((one) => ({ value: one, label: platformName(one) }))}
            {...form.getInputProps('platform')}
          />
          <TextInput
            label={t('new.label')}
            placeholder={t('new.labelExample')}
            maxLength={80}
            {...form.getInputProps('label')}
          />
          {isGeneric && (
            <Select
              label={t('new.signing')}
              allowDeselect={false}
              data={SIGNINGS.filter((one) => one !== 'platform').map((one) => ({
                value: one,
                label: t(`signing.${one}`),
              }))}
              {...form.getInputProps('signing')}
            />
          )}
          {isGeneric && needsSecret && (
            <TextInput label={t('new.header')} autoComplete="off" {...form.getInputProps('signatureHeader')} />
          )}
          {needsSecret && (
            <PasswordInput
              label={t('new.secret')}
              description={t(`secretHint.${platform}`)}
              inputWrapperOrder={['label', 'input', 'description', 'error']}
              autoComplete="off"
              visibilityToggleButtonProps={{ 'aria-label': t('new.show') }}
              {...form.getInputProps('secret')}
            />
          )}
        </div>
        {isGeneric && signing === 'none' && <Notice tone="warning">{t('new.noSigning')}</Notice>}
        <div className={css.actions}>
          <Button
            type="submit"
            loading={create.isPending}
            disabled={label.trim() === '' || (needsSecret && secret.trim().length < 8)}
          >
            {t('new.make')}
          </Button>
        </div>
      </form>
    </Section>
  );
}
