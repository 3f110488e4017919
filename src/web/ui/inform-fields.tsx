import { Select, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { z } from 'zod';
import type { listTemplates } from '../../modules/messaging/contract.ts';
import { Bubble } from './letter.tsx';
import css from './message-fields.module.css';

type Template = z.output<(typeof listTemplates)['output']>['templates'][number];

/** The AlimTalk templates that may inform somebody: approved, and no advertising. */
export const listUsable = (templates: readonly Template[]) =>
  templates.filter(
    ({ channel, class: kind, reviewState }) => channel === 'kakao' && kind !== 'ad' && reviewState === 'approved',
  );

/** Which template informs, what stands for each of its variables, and the words that come of it. */
export function InformFields({
  templates,
  templateId,
  values,
  hint,
  readOnly = false,
  onTemplate,
  onValues,
}: {
  templates: readonly Template[];
  templateId: string | null;
  values: Readonly<Record<string, string>>;
  /** What is to be known before a value is written. */
  hint?: string;
  readOnly?: boolean;
  onTemplate: (template: Template) => void;
  onValues: (values: Record<string, string>) => void;
}) {
  const { t } = useTranslation('messages');
  const template = templates.find((one) => one.templateId === templateId);
  return (
    <>
      <Select
        label={t('inform.template')}
        placeholder={t('inform.choose')}
        allowDeselect={false}
        data={templates.map((one) => ({ value: one.templateId, label: one.name }))}
        value={templateId}
        readOnly={readOnly}
        onChange={(chosen) => {
          const found = templates.find((one) => one.templateId === chosen);
          if (found) onTemplate(found);
        }}
      />
      {template?.variables.map((variable) => (
        <TextInput
          key={variable}
          label={variable}
          maxLength={200}
          value={values[variable] ?? ''}
          readOnly={readOnly}
          onChange={(event) => onValues({ ...values, [variable]: event.currentTarget.value })}
        />
      ))}
      {template && (
        <>
          {hint && template.variables.length > 0 && <p className={css.quiet}>{hint}</p>}
          <Bubble
            label={t('inform.words')}
            text={template.variables.reduce((text, one) => text.replaceAll(one, values[one] || one), template.body)}
          />
        </>
      )}
    </>
  );
}
