import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import {
  createFlow,
  type FlowSummary,
  listFlows,
  type ReadyFlow,
  type ReadyNeed,
} from '../../../modules/flows/contract.ts';
import { getPack } from '../../../modules/workspace/contract.ts';
import { queryFor, useCall } from '../../lib/api.ts';
import { useFormat } from '../../lib/format.ts';
import { useCan, useShop } from '../../lib/session.ts';
import { Page, Section } from '../../ui/page.tsx';
import { Loaded, Notice } from '../../ui/states.tsx';
import { useRefreshFlows } from './api.ts';
import { FlowState, useWhyOff } from './flow-state.tsx';
import css from './flows.module.css';

/** Automations: those that run with what they did lately, then those that wait to be read. */
export function FlowList({ onOpen, onNew }: { onOpen: (flowId: string) => void; onNew: () => void }) {
  const { t } = useTranslation('flows');
  const query = useQuery(queryFor(listFlows));
  const mayMake = useCan('plays:write');
  const refresh = useRefreshFlows();
  const create = useCall(createFlow);
  const make = (readyKey: ReadyFlow['key']) =>
    create.mutate({ body: { readyKey } }, { onSuccess: ({ flowId }) => void refresh().then(() => onOpen(flowId)) });
  const asked = create.isPending ? create.variables.body : undefined;
  const making = asked && 'readyKey' in asked ? asked.readyKey : undefined;
  const flows = query.data?.flows ?? [];
  const running = flows.filter(({ state }) => state !== 'off');
  const resting = flows.filter(({ state }) => state === 'off');
  const unmade = (query.data?.ready ?? []).filter(({ flowId }) => flowId === null);
  const fitting = unmade.filter(({ missing }) => missing === null);
  return (
    <Page
      title={t('title')}
      sentence={query.data ? t('sentence', { count: running.length }) : undefined}
      back={{ to: '/plays', label: t('plays:title') }}
      action={
        mayMake ? (
          <Button variant="default" onClick={onNew}>
            {t('newOwn')}
          </Button>
        ) : undefined
      }
    >
      {create.error && <Notice tone="danger">{create.error.message}</Notice>}
      <Loaded query={query} rows={8}>
        {() => (
          <>
            {running.length > 0 && (
              <Section title={t('running')} surface="plain">
                <ul className={css.list}>
                  {running.map((flow) => (
                    <li key={flow.flowId}>
                      <FlowCard flow={flow} />
                    </li>
                  ))}
                </ul>
              </Section>
            )}
            <Section title={t('resting')} sentence={t('restingSentence')} surface="plain">
              <ul className={css.list}>
                {resting.map((flow) => (
                  <li key={flow.flowId}>
                    <FlowCard flow={flow} />
                  </li>
                ))}
                {fitting.map((one) => (
                  <li key={one.key}>
                    <ReadyCard
                      ready={one}
                      pending={making === one.key}
                      onRead={mayMake ? () => make(one.key) : undefined}
                    />
                  </li>
                ))}
              </ul>
            </Section>
            {fitting.length < unmade.length && (
              <Section title={t('notYet')} sentence={t('notYetSentence')} surface="plain">
                <ul className={css.list}>
                  {unmade.map(
                    (one) =>
                      one.missing !== null && (
                        <li key={one.key}>
                          <MissingCard ready={one} missing={one.missing} />
                        </li>
                      ),
                  )}
                </ul>
              </Section>
            )}
          </>
        )}
      </Loaded>
    </Page>
  );
}

function FlowCard({ flow }: { flow: FlowSummary }) {
  const { t } = useTranslation('flows');
  const format = useFormat();
  const whyOff = useWhyOff();
  const { lately, inside } = flow;
  return (
    <Link to="/plays/flows/$flowId" params={{ flowId: flow.flowId }} className={css.card}>
      <span className={css.cardHead}>
        <span className={css.name}>{flow.name}</span>
        <FlowState flow={flow} />
      </span>
      <span>{flow.sentence[format.locale]}</span>
      {flow.state === 'off' ? (
        <span className={css.quiet}>{whyOff(flow)}</span>
      ) : (
        <span className={css.quiet}>
          {lately.reached === 0 && lately.heldOut === 0
            ? inside === 0 && t('lately.nobody')
            : t('lately.reached', { reached: format.count(lately.reached), came: format.count(lately.came) })}{' '}
          {inside > 0 && t(lately.reached === 0 ? 'lately.waiting' : 'lately.inside', { n: format.count(inside) })}
        </span>
      )}
    </Link>
  );
}

/** A ready-made one that nobody has opened yet. */
function ReadyCard({
  ready,
  pending,
  onRead,
}: {
  ready: ReadyFlow;
  pending: boolean;
  onRead: (() => void) | undefined;
}) {
  const { t } = useTranslation('flows');
  const { locale } = useFormat();
  return (
    <article className={css.card}>
      <span className={css.cardHead}>
        <h3 className={css.name}>{ready.name[locale]}</h3>
        <FlowState flow={{ state: 'off', askedAt: null }} />
      </span>
      <span>{ready.sentence[locale]}</span>
      {onRead && (
        <div className={css.actions}>
          <Button
            variant="light"
            loading={pending}
            onClick={onRead}
            aria-label={t('readOne', { name: ready.name[locale] })}
          >
            {t('readAndSwitchOn')}
          </Button>
        </div>
      )}
    </article>
  );
}

/** Where what is missing is mended. */
const MENDED_AT: Readonly<Record<ReadyNeed, { to: string; hash?: string }>> = {
  stamps: { to: '/plays/points' },
  points: { to: '/plays/points' },
  coupons: { to: '/plays/new' },
  pack: { to: '/settings', hash: 'pack' },
};

/** A ready-made one that this shop cannot use yet: what is missing, and where to mend it. */
function MissingCard({ ready, missing }: { ready: ReadyFlow; missing: ReadyNeed }) {
  const { t } = useTranslation('flows');
  const { locale } = useFormat();
  const { pack } = useShop();
  return (
    <article className={css.card}>
      <h3 className={css.name}>{ready.name[locale]}</h3>
      <span className={css.quiet}>{ready.sentence[locale]}</span>
      <span>
        {t(`missing.${missing}`, { pack: getPack(pack).name[locale] })}{' '}
        <Link {...MENDED_AT[missing]}>{t(`mend.${missing}`)}</Link>
      </span>
    </article>
  );
}
