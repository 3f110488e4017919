import { useTranslation } from 'react-i18next';
import type { Decision } from '../../../modules/today/contract.ts';
import { useFormat } from '../../lib/format.ts';
import { useSourceName } from '../../lib/source-name.ts';
import { Section } from '../../ui/page.tsx';
import css from './board.module.css';
import { NextStep, RowLink } from './next-step.tsx';

/** What waits for a person; `quiet` leaves the block out when nothing does. */
export function Decisions({ decisions, quiet }: { decisions: readonly Decision[]; quiet: boolean }) {
  const { t } = useTranslation('today');
  if (decisions.length === 0 && quiet) return null;
  if (decisions.length === 0) {
    return (
      <p className={css.quiet}>
        {t('decide.none')} <NextStep to="/decisions">{t('decide.all')}</NextStep>
      </p>
    );
  }
  return (
    <Section
      title={t('decide.title', { count: decisions.length })}
      action={<NextStep to="/decisions">{t('decide.all')}</NextStep>}
    >
      <ul className={css.list}>
        {decisions.map((decision) => (
          <li key={keyOf(decision)}>
            <RowLink to={placeOf(decision)}>
              <DecisionWords decision={decision} />
            </RowLink>
          </li>
        ))}
      </ul>
    </Section>
  );
}

function DecisionWords({ decision }: { decision: Decision }) {
  const { t } = useTranslation('today');
  const format = useFormat();
  const sourceName = useSourceName();
  const words = () => {
    switch (decision.kind) {
      case 'play_due':
        return t('decide.play_due', { name: decision.name, day: format.day(decision.plannedEndOn) });
      case 'import_failed':
        return t('decide.import_failed', { file: decision.fileName });
      case 'rows_rejected':
        return t('decide.rows_rejected', { file: decision.fileName, count: decision.rejected });
      case 'message_unconfirmed':
        return t('decide.message_unconfirmed', { name: decision.name, count: decision.count });
      case 'source_late':
        return t(decision.isSilent ? 'decide.source_silent' : 'decide.source_late', {
          name: decision.label || sourceName(decision.source),
          day: decision.lastOn ? format.day(decision.lastOn) : '',
        });
      case 'sender_missing':
        return t('decide.sender_missing', {
          what: decision.missing.map((part) => t(`decide.sender.${part}`)).join(', '),
        });
    }
  };
  return (
    <>
      <span className={css.who}>{words()}</span>
      <span className={`${css.aside} ${css.warning}`}>{t(`decide.go.${decision.kind}`)}</span>
    </>
  );
}

function keyOf(decision: Decision): string {
  if (decision.kind === 'source_late') return `${decision.kind} ${decision.source}`;
  if ('playId' in decision) return `${decision.kind} ${decision.playId}`;
  return 'batchId' in decision ? `${decision.kind} ${decision.batchId}` : decision.kind;
}

function placeOf(decision: Decision): string {
  if (decision.kind === 'source_late') return `/record/source?${new URLSearchParams({ source: decision.source })}`;
  if ('playId' in decision) return `/plays/${decision.playId}`;
  return 'batchId' in decision ? '/record' : '/settings';
}
