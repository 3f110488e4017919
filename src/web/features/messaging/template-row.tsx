import { Button, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { createTemplate, moveReview, removeTemplate, type Template } from '../../../modules/messaging/contract.ts';
import { useCall } from '../../lib/api.ts';
import { useCan } from '../../lib/session.ts';
import { Message } from '../../ui/letter.tsx';
import { Notice } from '../../ui/states.tsx';
import { Tag, type Tone } from '../../ui/tag.tsx';
import { showFailure, showUndo } from '../../ui/toast.tsx';
import css from './messaging.module.css';
import { Problems } from './problems.tsx';

const TONES: Readonly<Record<Template['reviewState'], Tone>> = {
  draft: 'neutral',
  requested: 'neutral',
  approved: 'accent',
  rejected: 'danger',
  suspended: 'warning',
  dormant: 'warning',
};

interface TemplateRowProps {
  template: Template;
  onEdit: () => void;
  onChanged: () => void;
}

/** One template: its text, where its review stands, and what can be done with it. */
export function TemplateRow({ template, onEdit, onChanged }: TemplateRowProps) {
  const { t } = useTranslation('messages');
  const mayWrite = useCan('plays:write');
  const [open, setOpen] = useState(false);
  const remove = useCall(removeTemplate);
  const create = useCall(createTemplate);
  const { templateId, name, reviewState } = template;
  const isReviewed = template.mayMoveTo.length > 0;
  const undo = () => {
    const { channel, class: kind, locale, subject, body, justification } = template;
    create.mutate(
      { body: { name, channel, class: kind, locale, subject, body, justification } },
      { onSuccess: onChanged, onError: (error) => showFailure(error.message) },
    );
  };
  return (
    <article className={css.row}>
      <div className={css.rowHead}>
        <button type="button" className={css.rowName} aria-expanded={open} onClick={() => setOpen(!open)}>
          {name}
        </button>
        <div className={css.chips}>
          <Tag>{t(`template.channel.${template.channel}`)}</Tag>
          <Tag>{t(`class.${template.class}`)}</Tag>
          {isReviewed && <Tag tone={TONES[reviewState]}>{t(`template.state.${reviewState}`)}</Tag>}
        </div>
      </div>
      {reviewState === 'rejected' && template.reviewReason !== '' && (
        <Notice tone="danger">{t('template.rejected', { reason: template.reviewReason })}</Notice>
      )}
      {template.diff.length > 0 && <Notice tone="warning">{t('template.differs')}</Notice>}
      <Problems problems={template.problems} />
      {open && (
        <div className={css.stack}>
          {template.diff.length > 0 ? (
            <Diff lines={template.diff} />
          ) : (
            <Message isMail={template.channel === 'email'} subject={template.subject} text={template.body} />
          )}
          {mayWrite && (
            <>
              {isReviewed && <Review template={template} onChanged={onChanged} />}
              <div className={css.actions}>
                {template.mayChange && (
                  <Button variant="default" onClick={onEdit}>
                    {t('template.edit')}
                  </Button>
                )}
                {reviewState !== 'requested' && reviewState !== 'approved' && (
                  <Button
                    variant="subtle"
                    color="gray"
                    loading={remove.isPending}
                    onClick={() =>
                      remove.mutate(
                        { params: { templateId } },
                        {
                          onSuccess: () => {
                            onChanged();
                            showUndo({ message: t('template.removed', { name }), onUndo: undo });
                          },
                          onError: (error) => showFailure(error.message),
                        },
                      )
                    }
                  >
                    {t('template.remove')}
                  </Button>
                )}
              </div>
            </>
          )}
        </div>
      )}
    </article>
  );
}

/** AD-43: any difference makes Kakao refuse the message. */
function Diff({ lines }: { lines: Template['diff'] }) {
  const { t } = useTranslation('messages');
  return (
    <ul className={css.diff}>
      {lines.map((line, index) => (
        // The same line can stand there twice; its place is what it is.
        // oxlint-disable-next-line react/no-array-index-key
        <li key={index} data-side={line.side}>
          {line.side !== 'both' && <span className={css.side}>{t(`template.side.${line.side}`)}</span>}
          {line.text || '\u00a0'}
        </li>
      ))}
    </ul>
  );
}

function Review({ template, onChanged }: { template: Template; onChanged: () => void }) {
  const { t } = useTranslation('messages');
  const move = useCall(moveReview);
  const [providerCode, setProviderCode] = useState(template.providerCode);
  const [reason, setReason] = useState('');
  const asksCode = template.mayMoveTo.includes('approved');
  const asksReason = template.mayMoveTo.includes('rejected');
  /** Why stands above; the server refuses the same. */
  const isBlocked = template.problems.length > 0 && template.justification === '';
  return (
    <div className={css.stack}>
      {move.error && <Notice tone="danger">{move.error.message}</Notice>}
      {asksCode && (
        <TextInput
          label={t('template.code')}
          description={t('template.codeHint')}
          value={providerCode}
          onChange={(event) => setProviderCode(event.currentTarget.value)}
        />
      )}
      {asksReason && (
        <TextInput
          label={t('template.reason')}
          value={reason}
          onChange={(event) => setReason(event.currentTarget.value)}
        />
      )}
      <div className={css.actions}>
        {template.mayMoveTo.map((to) => (
          <Button
            key={to}
            variant="default"
            loading={move.isPending}
            disabled={to === 'requested' && isBlocked}
            onClick={() =>
              move.mutate(
                { params: { templateId: template.templateId }, body: { to, providerCode, reason } },
                { onSuccess: onChanged },
              )
            }
          >
            {t(`template.move.${to}`)}
          </Button>
        ))}
      </div>
    </div>
  );
}
