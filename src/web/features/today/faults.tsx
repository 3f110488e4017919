import { useTranslation } from 'react-i18next';
import type { Fault } from '../../../modules/today/contract.ts';
import { Section } from '../../ui/page.tsx';
import css from './board.module.css';
import { RowLink } from './next-step.tsx';

/** What did not go through by itself, and where to mend it; nothing where all did. */
export function Faults({ faults }: { faults: readonly Fault[] }) {
  const { t } = useTranslation('today');
  if (faults.length === 0) return null;
  return (
    <Section title={t('mend.title', { count: faults.length })}>
      <ul className={css.list}>
        {faults.map((fault) => (
          <li key={keyOf(fault)}>
            <RowLink to={placeOf(fault)}>
              <FaultWords fault={fault} />
            </RowLink>
          </li>
        ))}
      </ul>
    </Section>
  );
}

function FaultWords({ fault }: { fault: Fault }) {
  const { t } = useTranslation('today');
  const words = () => {
    switch (fault.kind) {
      case 'import_failed':
        return t('mend.import_failed', { file: fault.fileName });
      case 'rows_rejected':
        return t('mend.rows_rejected', { file: fault.fileName, count: fault.rejected });
      case 'message_unconfirmed':
        return t('mend.message_unconfirmed', { name: fault.name, count: fault.count });
      case 'sender_missing':
        return t('mend.sender_missing', {
          what: fault.missing.map((part) => t(`mend.sender.${part}`)).join(', '),
        });
    }
  };
  return (
    <>
      <span className={css.who}>{words()}</span>
      <span className={`${css.aside} ${css.warning}`}>{t(`mend.go.${fault.kind}`)}</span>
    </>
  );
}

function keyOf(fault: Fault): string {
  if ('playId' in fault) return `${fault.kind} ${fault.playId}`;
  return 'batchId' in fault ? `${fault.kind} ${fault.batchId}` : fault.kind;
}

function placeOf(fault: Fault): string {
  if ('playId' in fault) return `/plays/${fault.playId}`;
  return 'batchId' in fault ? '/record' : '/settings';
}
