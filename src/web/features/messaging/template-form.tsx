import { Button, Select, Textarea, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useTranslation } from 'react-i18next';
import {
  createTemplate,
  MESSAGE_CLASSES,
  renameVariable,
  TEMPLATE_CHANNELS,
  type Template,
  updateTemplate,
} from '../../../modules/messaging/contract.ts';
import { useCall } from '../../lib/api.ts';
import { UnknownVariables } from '../../ui/message-fields.tsx';
import { Notice } from '../../ui/states.tsx';
import css from './messaging.module.css';
import { TemplatePreview } from './template-preview.tsx';

interface TemplateFormProps {
  template: Template | undefined;
  onDone: () => void;
  onCancel: () => void;
}

/** Writes a template, with what becomes of it beside it. */
export function TemplateForm({ template, onDone, onCancel }: TemplateFormProps) {
  const { t } = useTranslation('messages');
  const create = useCall(createTemplate);
  const update = useCall(updateTemplate);
  const form = useForm({
    initialValues: {
      name: template?.name ?? '',
      channel: template?.channel ?? 'kakao',
      class: template?.class ?? 'info',
      locale: template?.locale ?? 'ko',
      subject: template?.subject ?? '',
      body: template?.body ?? '',
      justification: template?.justification ?? '',
    },
  });
  const { values } = form;
  const isAlimtalk = values.channel === 'kakao' && values.class !== 'ad';
  const submit = form.onSubmit((body) => {
    const options = {
      onSuccess: onDone,
      onError: (error: { fieldErrors: () => Record<string, string> }) => form.setErrors(error.fieldErrors()),
    };
    if (template) update.mutate({ params: { templateId: template.templateId }, body }, options);
    else create.mutate({ body }, options);
  });
  const failed = create.error ?? update.error;
  return (
    <div className={css.composer}>
      <form className={css.form} noValidate onSubmit={submit}>
        {failed && <Notice tone="danger">{failed.message}</Notice>}
        <TextInput label={t('template.name')} {...form.getInputProps('name')} />
        <div className={css.pair}>
          <Select
            label={t('template.channelLabel')}
            allowDeselect={false}
            data={TEMPLATE_CHANNELS.map((value) => ({ value, label: t(`template.channel.${value}`) }))}
            {...form.getInputProps('channel')}
          />
          <Select
            label={t('template.classLabel')}
            allowDeselect={false}
            data={MESSAGE_CLASSES.map((value) => ({ value, label: t(`class.${value}`) }))}
            {...form.getInputProps('class')}
          />
        </div>
        {values.channel === 'email' && <TextInput label={t('template.subject')} {...form.getInputProps('subject')} />}
        <Textarea
          label={t('template.body')}
          description={isAlimtalk ? t('template.alimtalkHint') : t('template.bodyHint')}
          autosize
          minRows={6}
          {...form.getInputProps('body')}
        />
        {!isAlimtalk && (
          <UnknownVariables
            text={`${values.subject}\n${values.body}`}
            onRename={(rename) =>
              form.setValues({
                subject: renameVariable(values.subject, rename),
                body: renameVariable(values.body, rename),
              })
            }
          />
        )}
        {isAlimtalk && (
          <TextInput
            label={t('template.justification')}
            description={t('template.justificationHint')}
            {...form.getInputProps('justification')}
          />
        )}
        <div className={css.actions}>
          <Button type="submit" loading={create.isPending || update.isPending} disabled={values.body.trim() === ''}>
            {t('save')}
          </Button>
          <Button variant="subtle" color="gray" onClick={onCancel}>
            {t('cancel')}
          </Button>
        </div>
      </form>
      <TemplatePreview
        draft={{
          channel: values.channel,
          class: values.class,
          locale: values.locale,
          subject: values.subject,
          body: values.body,
        }}
        onClass={(proposed) => form.setFieldValue('class', proposed)}
      />
    </div>
  );
}
