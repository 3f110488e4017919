import { Button, Textarea } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import {
  createProtectedNote,
  readProtectedNotes,
  removeProtectedNote,
} from '../../../modules/privacy/contract/requests.ts';
import { createSelfLink } from '../../../modules/selfservice/contract.ts';
import { useCall } from '../../lib/api.ts';
import { useCan } from '../../lib/session.ts';
import { Section } from '../../ui/page.tsx';
import { Notice } from '../../ui/states.tsx';
import { Instant } from '../../ui/value.tsx';
import { ConsentLedger } from './consent-ledger.tsx';
import { CopyButton } from './copy-button.tsx';
import css from './privacy.module.css';
import { RequestForm } from './request-form.tsx';

/** On the card: how she sees and changes what is kept of her, what she said, and the protected place. */
export function PersonPrivacy({ customerId }: { customerId: string }) {
  return (
    <>
      <Rights customerId={customerId} />
      <ProtectedNotes customerId={customerId} />
    </>
  );
}

function Rights({ customerId }: { customerId: string }) {
  const { t } = useTranslation('privacy');
  const mayLink = useCan('customers:unmask');
  const mayWrite = useCan('customers:write');
  const link = useCall(createSelfLink);
  const [asking, setAsking] = useState(false);
  const client = useQueryClient();
  const navigate = useNavigate();
  return (
    <Section title={t('card.title')}>
      <div className={css.stack}>
        <div className={css.actions}>
          {mayWrite && (
            <Button
              variant="default"
              onClick={() => void navigate({ to: '/tablet/consent', search: { customer: customerId } })}
            >
              {t('card.tablet')}
            </Button>
          )}
          {mayLink && (
            <Button variant="default" loading={link.isPending} onClick={() => link.mutate({ params: { customerId } })}>
              {t('card.selfLink')}
            </Button>
          )}
          {mayWrite && (
            <Button variant="subtle" aria-expanded={asking} onClick={() => setAsking(!asking)}>
              {t('card.request')}
            </Button>
          )}
        </div>
        {link.error && <Notice tone="danger">{link.error.message || t('failed')}</Notice>}
        {link.data && (
          <div className={css.rows}>
            <p>{t('card.selfLinkHow')}</p>
            <p className={css.address}>{link.data.url}</p>
            <p>
              {t('card.code')} <span className={css.code}>{link.data.code}</span>
            </p>
            <p className={css.quiet}>
              {t('card.until')} <Instant at={link.data.expiresAt} exact />
            </p>
            <div className={css.actions}>
              <CopyButton text={link.data.url} />
            </div>
          </div>
        )}
        {asking && (
          <RequestForm
            customerId={customerId}
            onDone={() => {
              setAsking(false);
              void client.invalidateQueries();
            }}
          />
        )}
        <ConsentLedger customerId={customerId} />
      </div>
    </Section>
  );
}

/** Allergies and the like: sealed, with a consent of their own, shown only on request (PV-14). */
function ProtectedNotes({ customerId }: { customerId: string }) {
  const { t } = useTranslation('privacy');
  const mayRead = useCan('customers:unmask');
  const mayWrite = useCan('customers:write');
  const read = useCall(readProtectedNotes);
  const create = useCall(createProtectedNote);
  const remove = useCall(removeProtectedNote);
  const [text, setText] = useState('');
  const params = { customerId };
  const show = () => read.mutate({ params });
  if (!mayRead && !mayWrite) return null;
  return (
    <div id="protected-notes">
      <Section title={t('protected.title')} sentence={t('protected.sentence')}>
        <div className={css.stack}>
          {read.error && <Notice tone="danger">{read.error.message || t('failed')}</Notice>}
          {read.data?.notes.length === 0 && <p className={css.quiet}>{t('protected.empty')}</p>}
          {read.data && read.data.notes.length > 0 && (
            <ul className={css.rows}>
              {read.data.notes.map((note) => (
                <li key={note.protectedNoteId}>
                  <span>{note.text}</span>
                  <span className={css.line}>
                    <span className={css.quiet}>
                      <Instant at={note.writtenAt} />
                    </span>
                    <Button
                      variant="subtle"
                      size="compact-sm"
                      loading={remove.isPending}
                      onClick={() =>
                        remove.mutate(
                          { params: { ...params, protectedNoteId: note.protectedNoteId } },
                          { onSuccess: show },
                        )
                      }
                    >
                      {t('protected.remove')}
                    </Button>
                  </span>
                </li>
              ))}
            </ul>
          )}
          {mayRead && !read.data && (
            <Button variant="default" loading={read.isPending} onClick={show}>
              {t('protected.show')}
            </Button>
          )}
          {mayWrite && (
            <form
              className={css.form}
              onSubmit={(event) => {
                event.preventDefault();
                create.mutate(
                  { params, body: { text } },
                  {
                    onSuccess: () => {
                      setText('');
                      if (mayRead) show();
                    },
                  },
                );
              }}
            >
              {create.error && <Notice tone="danger">{create.error.message || t('failed')}</Notice>}
              {create.isSuccess && <Notice tone="accent">{t('protected.saved')}</Notice>}
              <Textarea
                label={t('protected.write')}
                autosize
                minRows={1}
                maxLength={1000}
                value={text}
                onChange={(event) => setText(event.currentTarget.value)}
              />
              {text.trim() !== '' && (
                <Button type="submit" variant="default" loading={create.isPending}>
                  {t('protected.save')}
                </Button>
              )}
            </form>
          )}
        </div>
      </Section>
    </div>
  );
}
