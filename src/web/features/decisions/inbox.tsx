import { Button } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import {
  type Decided,
  type DecisionChoice,
  decide,
  listDecisions,
  type OpenDecision,
  undoDecision,
} from '../../../modules/decisions/contract.ts';
import { keyOf, queryFor, useCall } from '../../lib/api.ts';
import { useFormat } from '../../lib/format.ts';
import { useDecisionReason } from '../../ui/decision-reason.ts';
import { Page, Section } from '../../ui/page.tsx';
import { EmptyState, Loaded, Notice } from '../../ui/states.tsx';
import { Tag } from '../../ui/tag.tsx';
import { showFailure, showUndo } from '../../ui/toast.tsx';
import css from './decisions.module.css';

/** What to decide today, each with its reason, its worth and one tap; then what was decided and what came of it. */
export function DecisionInbox() {
  const { t } = useTranslation('decisions');
  const query = useQuery(queryFor(listDecisions));
  const open = query.data?.open ?? [];
  return (
    <Page
      title={t('title')}
      sentence={query.data ? t('sentence', { count: open.length }) : undefined}
      back={{ to: '/', label: t('back') }}
      width="reading"
    >
      <Loaded query={query} rows={6}>
        {(data) => (
          <>
            {data.open.length === 0 ? (
              <EmptyState sentence={t('none')} />
            ) : (
              <ul className={css.list}>
                {data.open.map((one) => (
                  <li key={`${one.kind} ${one.subject}`}>
                    <Card decision={one} />
                  </li>
                ))}
              </ul>
            )}
            {data.decided.length > 0 && (
              <Section title={t('decided')}>
                <ul className={css.past}>
                  {data.decided.map((one) => (
                    <li key={one.decisionId}>
                      <Past decided={one} />
                    </li>
                  ))}
                </ul>
              </Section>
            )}
          </>
        )}
      </Loaded>
    </Page>
  );
}

/** Takes a decision back: the thing waits again. */
function useUndo() {
  const { t } = useTranslation('decisions');
  const client = useQueryClient();
  const { mutateAsync } = useCall(undoDecision);
  return (decisionId: string) =>
    mutateAsync({ params: { decidedId: decisionId } }).then(
      () => client.invalidateQueries({ queryKey: keyOf(listDecisions) }),
      ({ message }: Error) => showFailure(message || t('notUndone')),
    );
}

function Card({ decision }: { decision: OpenDecision }) {
  const { t } = useTranslation('decisions');
  const format = useFormat();
  const reason = useDecisionReason();
  const client = useQueryClient();
  const navigate = useNavigate();
  const call = useCall(decide);
  const undo = useUndo();
  const { kind, subject, worthMinor, tap, choices, lookedAt } = decision;
  const isMenu = kind === 'menu_puzzle' || kind === 'menu_dog';
  const choose = (choice: DecisionChoice) =>
    call.mutate(
      { body: { kind, subject, choice } },
      {
        onSuccess: async ({ decisionId, to, mayUndo }) => {
          await client.invalidateQueries({ queryKey: keyOf(listDecisions) });
          if (to) await navigate({ href: to });
          else if (mayUndo) showUndo({ message: t(`did.${choice}`), onUndo: () => undo(decisionId) });
        },
      },
    );
  return (
    <article className={css.card}>
      <p className={css.what}>{t(`what.${kind}`)}</p>
      <p className={css.reason}>{reason(decision)}</p>
      {worthMinor !== null && worthMinor !== 0 && (
        <p className={css.worth}>{t(`worth.${kind}`, { worth: format.roughMoney(worthMinor) })}</p>
      )}
      {call.error && <Notice tone="danger">{call.error.message}</Notice>}
      {lookedAt !== null && <p className={css.quiet}>{t('looked', { when: format.relativeInstant(lookedAt) })}</p>}
      <div className={css.actions}>
        {isMenu && (
          // The figures that decide stand above: one tap decides, and what came of it is told from then on.
          <Button loading={call.isPending} onClick={() => choose('done')}>
            {t(`done.${kind}`)}
          </Button>
        )}
        <Button
          variant={isMenu ? 'default' : 'filled'}
          loading={call.isPending && !isMenu}
          disabled={call.isPending && isMenu}
          onClick={() => choose(tap === 'act' ? 'done' : 'look')}
        >
          {t(`act.${kind}`)}
        </Button>
        {tap === 'look' && !isMenu && choices.includes('done') && (
          <Button variant="default" disabled={call.isPending} onClick={() => choose('done')}>
            {t('done.it')}
          </Button>
        )}
        <Button variant="default" disabled={call.isPending} onClick={() => choose('later')}>
          {t(choices.includes('done') ? 'later' : 'laterToday')}
        </Button>
        {choices.includes('no') && (
          <Button variant="subtle" color="gray" disabled={call.isPending} onClick={() => choose('no')}>
            {t('no')}
          </Button>
        )}
      </div>
    </article>
  );
}

function Past({ decided }: { decided: Decided }) {
  const { t } = useTranslation('decisions');
  const format = useFormat();
  const reason = useDecisionReason();
  const undo = useUndo();
  const { outcome } = decided;
  const came = () => {
    if (!outcome) return decided.choice === 'done' || decided.choice === 'look' ? t('outcome.notYet') : undefined;
    const { params } = outcome;
    if (outcome.key === 'play') return t(`outcome.play.${params['verdict'] ?? 'unknown'}`);
    if (outcome.key === 'share') {
      return t('outcome.share', {
        before: format.percent(Number(params['before'] ?? 0), 1),
        since: format.percent(Number(params['since'] ?? 0), 1),
      });
    }
    return outcome.key === 'still' ? t('outcome.still', { count: Number(params['left'] ?? 0) }) : t('outcome.gone');
  };
  return (
    <div className={css.pastRow}>
      <p className={css.pastHead}>
        <Tag tone={decided.choice === 'done' ? 'accent' : 'neutral'}>{t(`choice.${decided.choice}`)}</Tag>
        <span className={css.quiet}>{format.relativeInstant(decided.decidedAt)}</span>
        {decided.mayUndo && (
          <Button variant="subtle" size="compact-sm" onClick={() => void undo(decided.decisionId)}>
            {t('undo')}
          </Button>
        )}
      </p>
      <Link to={decided.to}>{reason(decided)}</Link>
      {came() && <p className={css.quiet}>{came()}</p>}
    </div>
  );
}
