import { Button, NativeSelect, TextInput } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import {
  GUARDIAN_METHODS,
  listGuardians,
  removeGuardian,
  verifyGuardian,
} from '../../../modules/privacy/contract/requests.ts';
import { keyOf, queryFor, useCall } from '../../lib/api.ts';
import { Section } from '../../ui/page.tsx';
import { Loaded, Notice } from '../../ui/states.tsx';
import { Tag } from '../../ui/tag.tsx';
import { Instant } from '../../ui/value.tsx';
import css from './privacy.module.css';

/** Guardians to be asked, and children who may join now (PV-11). */
export function Guardians() {
  const { t } = useTranslation('privacy');
  const query = useQuery(queryFor(listGuardians));
  return (
    <Section title={t('guardians.title')} sentence={t('guardians.sentence')}>
      <Loaded query={query} rows={3}>
        {({ guardians }) =>
          guardians.length === 0 ? (
            <p className={css.quiet}>{t('guardians.empty')}</p>
          ) : (
            <ul className={css.rows}>
              {guardians.map((guardian) => (
                <li key={guardian.guardianId}>
                  <div className={css.line}>
                    <span>
                      <strong>{guardian.name}</strong> · <span className="d-figures">{guardian.contact}</span> ·{' '}
                      <Instant at={guardian.askedAt} />
                    </span>
                    {guardian.verifiedAt && <Tag tone="accent">{t('guardians.verified')}</Tag>}
                  </div>
                  <Answer guardianId={guardian.guardianId} isVerified={guardian.verifiedAt !== null} />
                </li>
              ))}
            </ul>
          )
        }
      </Loaded>
    </Section>
  );
}

function Answer({ guardianId, isVerified }: { guardianId: string; isVerified: boolean }) {
  const { t } = useTranslation('privacy');
  const navigate = useNavigate();
  const client = useQueryClient();
  const verify = useCall(verifyGuardian);
  const remove = useCall(removeGuardian);
  const [method, setMethod] = useState<(typeof GUARDIAN_METHODS)[number]>('call');
  const [evidence, setEvidence] = useState('');
  const [open, setOpen] = useState(false);
  const refresh = () => void client.invalidateQueries({ queryKey: keyOf(listGuardians) });
  const error = verify.error ?? remove.error;
  const params = { guardianId };
  return (
    <>
      {error && <Notice tone="danger">{error.message || t('failed')}</Notice>}
      {open && (
        <form
          className={css.form}
          onSubmit={(event) => {
            event.preventDefault();
            verify.mutate(
              { params, body: { method, evidence } },
              {
                onSuccess: () => {
                  setOpen(false);
                  refresh();
                },
              },
            );
          }}
        >
          <NativeSelect
            label={t('guardians.method')}
            value={method}
            data={GUARDIAN_METHODS.map((one) => ({ value: one, label: t(`guardians.methods.${one}`) }))}
            onChange={(event) => setMethod(GUARDIAN_METHODS.find((one) => one === event.currentTarget.value) ?? 'call')}
          />
          <TextInput
            label={t('guardians.evidence')}
            value={evidence}
            maxLength={1000}
            onChange={(event) => setEvidence(event.currentTarget.value)}
          />
          <Button type="submit" loading={verify.isPending} disabled={evidence.trim() === ''}>
            {t('save')}
          </Button>
        </form>
      )}
      <div className={css.actions}>
        {isVerified ? (
          <Button
            variant="default"
            onClick={() => void navigate({ to: '/tablet/consent', search: { guardian: guardianId } })}
          >
            {t('guardians.continue')}
          </Button>
        ) : (
          !open && (
            <Button variant="default" onClick={() => setOpen(true)}>
              {t('guardians.verify')}
            </Button>
          )
        )}
        <Button
          variant="subtle"
          loading={remove.isPending}
          onClick={() => remove.mutate({ params }, { onSuccess: refresh })}
        >
          {t('guardians.remove')}
        </Button>
      </div>
    </>
  );
}
