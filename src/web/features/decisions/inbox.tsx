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
} from '../../../modules/decisions/contract.ts';
import { keyOf, queryFor, useCall } from '../../lib/api.ts';
import { useFormat } from '../../lib/format.ts';
import { useSourceName } from '../../lib/source-name.ts';
import { Page, Section } from '../../ui/page.tsx';
import { EmptyState, Loaded, Notice } from '../../ui/states.tsx';
import { Tag } from '../../ui/tag.tsx';
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

/** The reason in words: the figures as the server found them. */
function useReason() {
  const { t } = useTranslation('decisions');
  const format = useFormat();
  const sourceName = useSourceName();
  return ({ kind, reason }: Pick<OpenDecision, 'kind' | 'reason'>) => {
    const number = (key: string) => Number(reason[key] ?? 0);
    const text = (key: string) => String(reason[key] ?? '');
    const day = text('day') === '' ? '' : format.day(text('day'));
    switch (kind) {
      case 'play_waiting':
        return t('reason.play_waiting', { name: text('name') });
      case 'flow_waiting':
        return t('reason.flow_waiting', { name: text('name') });
      case 'flow_unread':
        return t('reason.flow_unread', {
          name: text(format.locale === 'ko' ? 'nameKo' : 'nameEn'),
          people: format.count(number('people')),
        });
      case 'play_due':
        return t('reason.play_due', { name: text('name'), day });
      case 'fatigue':
        return [
          t('reason.fatigue', {
            name: text('name'),
            sent: format.count(number('sent')),
            n: format.count(number('optOuts')),
            rate: format.percent(number('rate'), 2),
            times: format.decimal(number('perPerson')),
          }),
          ...(reason['usual'] === undefined
            ? []
            : [t('reason.fatigueUsual', { rate: format.percent(number('usual'), 2) })]),
        ].join(' ');
      case 'resting_unplayed':
        return t('reason.resting_unplayed', {
          people: format.count(number('people')),
          reachable: format.count(number('mayEmail')),
          worth: format.roughMoney(number('worthPerMonthMinor')),
        });
      case 'source_late':
        return t(number('silent') === 1 ? 'reason.source_silent' : 'reason.source_late', {
          name: sourceName(text('name')),
          day,
        });
      case 'leak_open':
        return t(number('hours') >= 0 ? 'reason.leak_open' : 'reason.leak_late', {
          persons: format.count(number('persons')),
          hours: format.count(Math.abs(number('hours'))),
        });
      case 'retention_due':
        return day === ''
          ? t('reason.retention_due', { count: number('overdue') })
          : t('reason.retention_announced', {
              day,
              n: format.count(number('people')),
              all: format.count(number('total')),
            });
      case 'same_number':
        return t('reason.same_number', { day });
      case 'duplicates':
        return t('reason.duplicates', { count: number('count') });
      case 'menu_puzzle':
      case 'menu_dog':
        return t(`reason.${kind}`, {
          item: text('item'),
          units: format.count(number('units')),
          share: format.percent(number('share'), 1),
          margin: format.money(number('marginMinor')),
        });
    }
  };
}

function Card({ decision }: { decision: OpenDecision }) {
  const { t } = useTranslation('decisions');
  const format = useFormat();
  const reason = useReason();
  const client = useQueryClient();
  const navigate = useNavigate();
  const call = useCall(decide);
  const { kind, subject, worthMinor, tap, choices, lookedAt } = decision;
  const choose = (choice: DecisionChoice) =>
    call.mutate(
      { body: { kind, subject, choice } },
      {
        onSuccess: async ({ to }) => {
          await client.invalidateQueries({ queryKey: keyOf(listDecisions) });
          if (to) await navigate({ href: to });
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
        <Button loading={call.isPending} onClick={() => choose(tap === 'act' ? 'done' : 'look')}>
          {t(`act.${kind}`)}
        </Button>
        {tap === 'look' && choices.includes('done') && (
          <Button variant="default" disabled={call.isPending} onClick={() => choose('done')}>
            {t(kind === 'menu_puzzle' || kind === 'menu_dog' ? `done.${kind}` : 'done.it')}
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
  const reason = useReason();
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
      </p>
      <Link to={decided.to}>{reason(decided)}</Link>
      {came() && <p className={css.quiet}>{came()}</p>}
    </div>
  );
}
