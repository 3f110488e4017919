import { Button, Switch } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { informPerson, listTemplates } from '../../../modules/messaging/contract.ts';
import { listTimeline } from '../../../modules/touchpoints/contract.ts';
import { newId } from '../../../shared/ids.ts';
import { keyOf, queryFor, useCall } from '../../lib/api.ts';
import { useCan, useShop } from '../../lib/session.ts';
import { InformFields, listUsable } from '../../ui/inform-fields.tsx';
import { Section } from '../../ui/page.tsx';
import { Notice } from '../../ui/states.tsx';
import css from './messaging.module.css';

/** On the card: tells her of her own reservation or order, where an AlimTalk for it is approved; nothing where none is. */
export function InformPerson({ customerId }: { customerId: string }) {
  const { t } = useTranslation('messages');
  const { name: shopName } = useShop();
  const maySend = useCan('plays:send');
  const client = useQueryClient();
  const { data } = useQuery({ ...queryFor(listTemplates), enabled: maySend });
  const [templateId, setTemplateId] = useState<string | null>(null);
  const [values, setValues] = useState<Record<string, string>>({});
  const [smsFallback, setSmsFallback] = useState(true);
  const [informKey, setInformKey] = useState(newId);
  const inform = useCall(informPerson);
  // Another message is another sending; only the very same one, pressed again without an answer, keeps its key.
  const change = (set: () => void) => {
    set();
    setInformKey(newId());
    inform.reset();
  };
  const usable = listUsable(data?.templates ?? []);
  if (!maySend || usable.length === 0) return null;
  const template = usable.find((one) => one.templateId === templateId);
  const isFilled = template?.variables.every((variable) => (values[variable] ?? '').trim() !== '') ?? false;
  const send = () =>
    template &&
    inform.mutate(
      { params: { customerId }, body: { templateId: template.templateId, values, smsFallback, informKey } },
      {
        onSuccess: () => {
          // The next one is another message, pressed twice or not.
          setInformKey(newId());
          setTemplateId(null);
          void client.invalidateQueries({ queryKey: keyOf(listTimeline) });
        },
      },
    );
  return (
    <Section title={t('inform.title')} sentence={t('inform.sentence')}>
      <div className={css.stack}>
        <InformFields
          templates={usable}
          templateId={templateId}
          values={values}
          readOnly={inform.isPending}
          onTemplate={(chosen) =>
            change(() => {
              setTemplateId(chosen.templateId);
              // Templates are Korean whatever the desk is in, and so is the name under which the shop stands in them.
              setValues({ [t('inform.shopVariable')]: shopName });
            })
          }
          onValues={(typed) => change(() => setValues(typed))}
        />
        {template && (
          <>
            <Switch
              label={t('inform.smsFallback')}
              checked={smsFallback}
              onChange={(event) => setSmsFallback(event.currentTarget.checked)}
            />
            <div className={css.actions}>
              <Button loading={inform.isPending} disabled={!isFilled} onClick={send}>
                {t('inform.send')}
              </Button>
            </div>
          </>
        )}
        {inform.error && <Notice tone="danger">{inform.error.message}</Notice>}
        {inform.isSuccess && !template && (
          <Notice tone="accent">{t(inform.data.queued > 0 ? 'inform.sent' : 'inform.sentBefore')}</Notice>
        )}
      </div>
    </Section>
  );
}
