import { Button, Checkbox, Modal, NativeSelect, TextInput } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { getConsents, recordConsent } from '../../../modules/privacy/contract.ts';
import { listTimeline } from '../../../modules/touchpoints/contract.ts';
import { keyOf, useCall } from '../../lib/api.ts';
import { useCan } from '../../lib/session.ts';
import { Notice } from '../../ui/states.tsx';
import { showDone } from '../../ui/toast.tsx';
import css from './people.module.css';

/** What advertising is asked for: promotion at all, and each way of it. */
const AD_KINDS = ['marketing_use', 'ad_email', 'ad_sms'] as const;
type AdKind = (typeof AD_KINDS)[number];
/** Ways in which she says yes herself (PV-08); a member of staff ticking for her is none. */
const PROOFS = ['paper', 'phone', 'email'] as const;

/** Takes down what she said: a refusal at once (AD-11), a consent with how and where its proof is (PV-08). */
export function RecordConsent({ customerId }: { customerId: string }) {
  const { t } = useTranslation('people');
  const canWrite = useCan('customers:write');
  const [refusing, refusal] = useDisclosure(false);
  const [granting, grant] = useDisclosure(false);
  if (!canWrite) return null;
  return (
    <div className={css.consentActions}>
      <Button variant="default" size="compact-sm" onClick={refusal.open}>
        {t('consent.refuse')}
      </Button>
      <Button variant="subtle" size="compact-sm" onClick={grant.open}>
        {t('consent.grant')}
      </Button>
      <Modal opened={refusing} onClose={refusal.close} title={t('consent.refuseTitle')} centered>
        <Refusal customerId={customerId} onDone={refusal.close} />
      </Modal>
      <Modal opened={granting} onClose={grant.close} title={t('consent.grantTitle')} centered>
        <Grant customerId={customerId} onDone={grant.close} />
      </Modal>
    </div>
  );
}

function useRecord(customerId: string, onDone: () => void) {
  const { t } = useTranslation('people');
  const client = useQueryClient();
  const record = useCall(recordConsent);
  const send = (body: Parameters<typeof record.mutate>[0]['body']) =>
    record.mutate(
      { params: { customerId }, body },
      {
        onSuccess: () => {
          for (const endpoint of [getConsents, listTimeline])
            void client.invalidateQueries({ queryKey: keyOf(endpoint, { params: { customerId } }).slice(0, 1) });
          showDone(t('consent.done'));
          onDone();
        },
      },
    );
  return { record, send };
}

interface FormProps {
  customerId: string;
  onDone: () => void;
}

function Refusal({ customerId, onDone }: FormProps) {
  const { t } = useTranslation('people');
  const { record, send } = useRecord(customerId, onDone);
  const refuse = () =>
    send({ choices: AD_KINDS.map((kind) => ({ kind, state: 'withdrawn' as const })), method: 'staff' });
  return (
    <div className={css.consentForm}>
      {record.error && <Notice tone="danger">{record.error.message || t('consent.failed')}</Notice>}
      <p>{t('consent.refuseMeans')}</p>
      <div className={css.consentActions}>
        <Button onClick={refuse} loading={record.isPending}>
          {t('consent.refuse')}
        </Button>
        <Button variant="default" onClick={onDone}>
          {t('add.cancel')}
        </Button>
      </div>
    </div>
  );
}

function Grant({ customerId, onDone }: FormProps) {
  const { t } = useTranslation('people');
  const { record, send } = useRecord(customerId, onDone);
  // Nothing is ticked before she says so (PV-03).
  const [kinds, setKinds] = useState<readonly AdKind[]>([]);
  const [method, setMethod] = useState<(typeof PROOFS)[number]>('paper');
  const [evidence, setEvidence] = useState('');
  const isReady = kinds.length > 0 && evidence.trim() !== '';
  return (
    <form
      className={css.consentForm}
      onSubmit={(event) => {
        event.preventDefault();
        if (isReady) send({ choices: kinds.map((kind) => ({ kind, state: 'granted' as const })), method, evidence });
      }}
    >
      {record.error && <Notice tone="danger">{record.error.message || t('consent.failed')}</Notice>}
      {AD_KINDS.map((kind) => (
        <Checkbox
          key={kind}
          label={t(`card.consentKind.${kind}`)}
          checked={kinds.includes(kind)}
          onChange={(event) =>
            setKinds(event.currentTarget.checked ? [...kinds, kind] : kinds.filter((one) => one !== kind))
          }
        />
      ))}
      <NativeSelect
        label={t('consent.method')}
        value={method}
        onChange={(event) => setMethod(PROOFS.find((one) => one === event.currentTarget.value) ?? 'paper')}
        data={PROOFS.map((one) => ({ value: one, label: t(`consent.methods.${one}`) }))}
      />
      <TextInput
        label={t('consent.evidence')}
        placeholder={t(`consent.evidenceExample.${method}`)}
        maxLength={500}
        value={evidence}
        onChange={(event) => setEvidence(event.currentTarget.value)}
        autoComplete="off"
      />
      <div className={css.consentActions}>
        <Button type="submit" loading={record.isPending} disabled={!isReady}>
          {t('add.save')}
        </Button>
        <Button variant="default" onClick={onDone}>
          {t('add.cancel')}
        </Button>
      </div>
    </form>
  );
}
