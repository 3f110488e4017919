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
import { Tag } from '../../ui/tag.tsx';
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
                <ul className={css.rows}>
                  {running.map((flow) => (
                    <li key={flow.flowId}>
                      <FlowRow flow={flow} />
                    </li>
                  ))}
                </ul>
              </Section>
            )}
            <Section title={t('resting')} sentence={t('restingSentence')} surface="plain">
              <ul className={css.rows}>
                {resting.map((flow) => (
                  <li key={flow.flowId}>
                    <FlowRow flow={flow} />
                  </li>
                ))}
                {unmade.map((one) => (
                  <li key={one.key}>
                    {one.missing === null ? (
                      <ReadyRow
                        ready={one}
                        pending={making === one.key}
                        onRead={mayMake ? () => make(one.key) : undefined}
                      />
                    ) : (
                      <MissingRow ready={one} missing={one.missing} />
                    )}
                  </li>
                ))}
              </ul>
            </Section>
          </>
        )}
      </Loaded>
    </Page>
  );
}

function FlowRow({ flow }: { flow: FlowSummary }) {
  const { t } = useTranslation('flows');
  const format = useFormat();
  const whyOff = useWhyOff();
  const { lately, inside } = flow;
  const did = [
    ...(lately.reached > 0 ? [t('lately.reached', { reached: format.count(lately.reached) })] : []),
    ...(inside > 0 ? [t(lately.reached > 0 ? 'lately.inside' : 'lately.waiting', { n: format.count(inside) })] : []),
  ];
  return (
    <Link to="/plays/flows/$flowId" params={{ flowId: flow.flowId }} className={css.row}>
      <span className={css.name}>{flow.name}</span>
      <FlowState flow={flow} />
      <span className={css.line}>
        {flow.state === 'on'
          ? did.join(' ') || t('lately.nobody')
          : flow.switchedOnAt === null && flow.askedAt === null
            ? flow.sentence[format.locale]
            : whyOff(flow)}
      </span>
    </Link>
  );
}

/** A ready-made one that nobody has opened yet; reading it comes before switching it on. */
function ReadyRow({
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
  const said = (
    <>
      <span className={css.name}>{ready.name[locale]}</span>
      {onRead ? (
        <span className={css.go}>{t('readAndSwitchOn')}</span>
      ) : (
        <FlowState flow={{ state: 'off', askedAt: null }} />
      )}
      <span className={css.line}>{ready.sentence[locale]}</span>
    </>
  );
  if (!onRead) return <div className={css.row}>{said}</div>;
  return (
    <button type="button" className={css.row} aria-busy={pending} disabled={pending} onClick={onRead}>
      {said}
    </button>
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
function MissingRow({ ready, missing }: { ready: ReadyFlow; missing: ReadyNeed }) {
  const { t } = useTranslation('flows');
  const { locale } = useFormat();
  const { pack } = useShop();
  return (
    <div className={css.row}>
      <span className={css.name}>{ready.name[locale]}</span>
      <Tag tone="warning">{t('state.missing')}</Tag>
      <span className={css.why}>
        {t(`missing.${missing}`, { pack: getPack(pack).name[locale] })}{' '}
        <Link {...MENDED_AT[missing]}>{t(`mend.${missing}`)}</Link>
      </span>
    </div>
  );
}
