import { Switch } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { Step } from '../../../../modules/flows/contract.ts';
import { listTemplates } from '../../../../modules/messaging/contract.ts';
import { queryFor } from '../../../lib/api.ts';
import { InformFields, listUsable } from '../../../ui/inform-fields.tsx';
import { Loaded, Notice } from '../../../ui/states.tsx';
import { Tag } from '../../../ui/tag.tsx';
import css from '../flows.module.css';

type InformStep = Extract<Step, { kind: 'inform' }>;

/** `#{이름}` begins as `{이름}`: what stands under that name, or nothing yet. */
const firstValues = (variables: readonly string[], before: InformStep['values']) =>
  Object.fromEntries(variables.map((variable) => [variable, before[variable] ?? `{${variable.slice(2, -1)}}`]));

/** Information by AlimTalk: one of the templates that Kakao approved, and what stands for each of its variables. */
export function InformForm({ step, onChange }: { step: InformStep; onChange: (step: Step) => void }) {
  const { t } = useTranslation('flows');
  const query = useQuery(queryFor(listTemplates));
  return (
    <Loaded query={query}>
      {({ templates }) => {
        const usable = listUsable(templates);
        const template = templates.find(({ templateId }) => templateId === step.templateId);
        // One that lost its approval stays to be seen.
        const listed = template && !usable.includes(template) ? [...usable, template] : usable;
        return (
          <div className={css.stack}>
            <p className={css.quiet}>
              <Tag>{t('inform.class')}</Tag> {t('inform.classHint')}
            </p>
            {usable.length === 0 && <Notice tone="warning">{t('inform.none')}</Notice>}
            <InformFields
              templates={listed}
              templateId={step.templateId}
              values={step.values}
              hint={t('inform.valuesHint')}
              onTemplate={({ templateId, variables }) =>
                onChange({ ...step, templateId, values: firstValues(variables, step.values) })
              }
              onValues={(values) => onChange({ ...step, values })}
            />
            <Switch
              label={t('inform.smsFallback')}
              description={t('inform.smsFallbackHint')}
              checked={step.smsFallback}
              onChange={(event) => onChange({ ...step, smsFallback: event.currentTarget.checked })}
            />
          </div>
        );
      }}
    </Loaded>
  );
}
