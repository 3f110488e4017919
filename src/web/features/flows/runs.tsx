import { SegmentedControl } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { listRuns, type OpenFlow, RUN_STATES } from '../../../modules/flows/contract.ts';
import type { EndpointOutput } from '../../../shared/endpoint.ts';
import { useFormat } from '../../lib/format.ts';
import { inLine } from '../../lib/in-line.ts';
import { pagesFor } from '../../lib/pages.ts';
import { MoreButton } from '../../ui/more-button.tsx';
import { Section } from '../../ui/page.tsx';
import { Loaded } from '../../ui/states.tsx';
import css from './flows.module.css';
import { useReason } from './reason.ts';

/** Who is inside and where, who is through, and who left why. */
export function Runs({ flow }: { flow: OpenFlow }) {
  const { t } = useTranslation('flows');
  const [state, setState] = useState<(typeof RUN_STATES)[number]>(flow.inside > 0 ? 'active' : 'done');
  const query = useInfiniteQuery(pagesFor(listRuns, { params: { flowId: flow.flowId }, query: { state } }));
  const counts = { active: flow.inside, done: flow.done, left: flow.left };
  return (
    <Section title={t('runs.title')}>
      <div className={css.stack}>
        <SegmentedControl
          aria-label={t('runs.which')}
          data={RUN_STATES.map((value) => ({ value, label: t(`runs.state.${value}`, { count: counts[value] }) }))}
          value={state}
          onChange={(value) => setState(RUN_STATES.find((one) => one === value) ?? 'active')}
        />
        <Loaded query={query} rows={3}>
          {({ pages }) => {
            const runs = pages.flatMap((page) => page.runs);
            if (runs.length === 0) return <p className={css.quiet}>{t(`runs.none.${state}`)}</p>;
            return (
              <ul className={css.runs}>
                {runs.map((run) => (
                  <li key={run.runId}>
                    <Link to="/people/$customerId" params={{ customerId: run.customerId }}>
                      {run.name || t('people:unnamed')}
                    </Link>
                    <Where flow={flow} run={run} />
                  </li>
                ))}
              </ul>
            );
          }}
        </Loaded>
        <MoreButton query={query} label={t('runs.more')} />
      </div>
    </Section>
  );
}

type Run = EndpointOutput<typeof listRuns>['runs'][number];

function Where({ flow, run }: { flow: OpenFlow; run: Run }) {
  const { t } = useTranslation('flows');
  const format = useFormat();
  const reasonOf = useReason();
  const line = flow.lines.find(({ stepId }) => stepId === run.stepId)?.text[format.locale];
  const parts = [
    run.state === 'active'
      ? line === undefined
        ? t('runs.almost')
        : t('runs.next', { when: format.instant(run.dueAt), step: line })
      : run.state === 'left'
        ? reasonOf(run.reason)
        : t('runs.entered', { when: format.relativeInstant(run.enteredAt) }),
    run.state !== 'left' && run.reason !== '' && t('runs.notSent', { why: reasonOf(run.reason) }),
    run.chosen.length > 0 && t('runs.chosen', { names: run.chosen.join(', ') }),
    run.version !== flow.version && t('runs.version', { version: run.version }),
  ];
  return <span className={css.quiet}>{inLine(parts)}</span>;
}
