import { Button, Checkbox, CopyButton, Radio, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import {
  API_SCOPES,
  type ApiScope,
  createApiKey,
  listApiKeys,
  zApiKeyKind,
  zSourceName,
} from '../../../modules/staff/contract.ts';
import { keyOf, useCall } from '../../lib/api.ts';
import { Notice } from '../../ui/states.tsx';
import css from './sources.module.css';

/** Asks what a key is for, makes it, and shows it once. */
export function NewKey({ onDone }: { onDone: () => void }) {
  const { t } = useTranslation('keys');
  const client = useQueryClient();
  const create = useCall(createApiKey);
  const form = useForm({
    initialValues: { label: '', source: '', kind: 'secret', scopes: ['touchpoints:write'] as ApiScope[] },
    validateInputOnBlur: true,
    validate: {
      label: (label) => (label.trim() === '' ? t('labelMissing') : null),
      source: (source) => (zSourceName.safeParse(source).success ? null : t('sourceWrong')),
      scopes: (scopes, { kind }) => (kind === 'secret' && scopes.length === 0 ? t('scopesMissing') : null),
    },
  });
  const { kind } = form.values;
  if (create.data) return <Made made={create.data} onDone={onDone} />;
  const submit = form.onSubmit(({ label, source, kind, scopes }) =>
    create.mutate(
      { body: { label, source, kind: zApiKeyKind.parse(kind), scopes: kind === 'public' ? [] : scopes } },
      {
        onSuccess: () => void client.invalidateQueries({ queryKey: keyOf(listApiKeys) }),
        onError: (error) => form.setErrors(error.fieldErrors()),
      },
    ),
  );
  return (
    <form className={css.stack} onSubmit={submit} noValidate>
      {create.error && <Notice tone="danger">{create.error.message || t('failed')}</Notice>}
      <div className={css.pair}>
        <TextInput label={t('label')} description={t('labelHint')} maxLength={60} {...form.getInputProps('label')} />
        <TextInput label={t('source')} description={t('sourceHint')} maxLength={40} {...form.getInputProps('source')} />
      </div>
      <Radio.Group label={t('kind')} {...form.getInputProps('kind')}>
        <div className={css.stack}>
          <Radio value="secret" label={t('kindSecret')} mt={8} />
          <Radio value="public" label={t('kindPublic')} description={t('publicHint')} />
        </div>
      </Radio.Group>
      {kind === 'secret' && (
        <Checkbox.Group label={t('scopes')} {...form.getInputProps('scopes')}>
          <div className={css.stack}>
            {API_SCOPES.map((scope, index) => (
              <Checkbox
                key={scope}
                value={scope}
                label={t(`scope.${scope.replace(':', '_')}`)}
                mt={index === 0 ? 8 : 0}
              />
            ))}
          </div>
        </Checkbox.Group>
      )}
      <div className={css.actions}>
        <Button type="submit" loading={create.isPending}>
          {t('make')}
        </Button>
        <Button variant="default" onClick={onDone}>
          {t('cancel')}
        </Button>
      </div>
    </form>
  );
}

function Made({
  made: { key, apiKey },
  onDone,
}: {
  made: { key: string; apiKey: { kind: string } };
  onDone: () => void;
}) {
  const { t } = useTranslation('keys');
  const text =
    apiKey.kind === 'public' ? `<script defer src="${location.origin}/t.js" data-key="${key}"></script>` : key;
  return (
    <div className={css.stack} role="status">
      <Notice>{apiKey.kind === 'public' ? t('script') : t('made')}</Notice>
      <div className={css.url}>
        <code>{text}</code>
        <CopyButton value={text}>
          {({ copied, copy }) => (
            <Button variant="default" onClick={copy}>
              {t(copied ? 'copied' : 'copy')}
            </Button>
          )}
        </CopyButton>
      </div>
      <div className={css.actions}>
        <Button onClick={onDone}>{t('done')}</Button>
      </div>
    </div>
  );
}
