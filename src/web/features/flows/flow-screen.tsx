import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { getFlow, type OpenFlow, previewFlow } from '../../../modules/flows/contract.ts';
import { queryFor } from '../../lib/api.ts';
import { useFormat } from '../../lib/format.ts';
import { useCan } from '../../lib/session.ts';
import { Page, Section } from '../../ui/page.tsx';
import { Loaded, Notice } from '../../ui/states.tsx';
import { FlowState, useWhyOff } from './flow-state.tsx';
import css from './flows.module.css';
import { KindChoice } from './kind-choice.tsx';
import { Limits } from './limits.tsx';
import { Previews } from './previews.tsx';
import { Reach } from './reach.tsx';
import { Results } from './results.tsx';
import { Runs } from './runs.tsx';
import { type MailStart, SwitchBox } from './switch-box.tsx';

/** One automation: what it does, whom it would reach, what it says, what holds; then the switch. */
export function FlowScreen({ flowId, mailStart }: { flowId: string; mailStart: MailStart }) {
  const { t } = useTranslation('flows');
  const input = { params: { flowId } };
  const query = useQuery(queryFor(getFlow, input));
  const preview = useQuery(queryFor(previewFlow, input));
  const mayWrite = useCan('plays:write');
  const whyOff = useWhyOff();
  const flow = query.data;
  return (
    <Page
      title={flow?.name ?? t('one')}
      sentence={
        flow && (
          <span className={css.cardHead}>
            <FlowState flow={flow} />
            <span>{whyOff(flow) ?? t(flow.document.trigger.kind === 'manual' ? 'why.onManual' : 'why.on')}</span>
          </span>
        )
      }
      back={{ to: '/plays/flows', label: t('title') }}
      action={
        flow &&
        mayWrite && (
          <Button component={Link} to="/plays/flows/$flowId/edit" params={{ flowId } as never} variant="default">
            {t('edit')}
          </Button>
        )
      }
    >
      <Loaded query={query} rows={8}>
        {(flow) => (
          <div className={css.columns}>
            <div className={css.column}>
              {flow.sentBackNote !== '' && (
                <Notice tone="warning">{t('measure:waiting.cameBack', { note: flow.sentBackNote })}</Notice>
              )}
              <WhatItDoes flow={flow} />
              {flow.readyKey === 'new_item' && flow.document.trigger.kind === 'manual' && mayWrite && (
                <KindChoice key={flow.version} flow={flow} />
              )}
              {flow.state !== 'off' && <Results flow={flow} />}
              <Loaded query={preview} rows={4}>
                {(data) => <Previews flow={flow} samples={data.samples} />}
              </Loaded>
            </div>
            <div className={css.column}>
              <Loaded query={preview} rows={6}>
                {(data) => (
                  <>
                    <Reach flow={flow} preview={data} />
                    <Limits flow={flow} preview={data} />
                    <SwitchBox flow={flow} preview={data} mailStart={mailStart} />
                  </>
                )}
              </Loaded>
              {(flow.inside > 0 || flow.done > 0 || flow.left > 0) && <Runs flow={flow} />}
            </div>
          </div>
        )}
      </Loaded>
    </Page>
  );
}

/** The automation as sentences, one a step. */
function WhatItDoes({ flow }: { flow: OpenFlow }) {
  const { t } = useTranslation('flows');
  const format = useFormat();
  const said = flow.sentence[format.locale];
  return (
    <Section title={t('what.title')}>
      <div className={css.stack}>
        <p className={css.text}>{said}</p>
        <ol className={css.steps} aria-label={t('what.steps')}>
          {flow.lines.map(({ stepId, depth, text }, at) => {
            const waiting = flow.waiting[stepId] ?? 0;
            return (
              <li key={stepId} data-depth={depth}>
                <span className={css.number} aria-hidden>
                  {at + 1}
                </span>
                <span>{text[format.locale]}</span>
                {waiting > 0 && <span className={css.quiet}>{t('what.waiting', { n: format.count(waiting) })}</span>}
              </li>
            );
          })}
        </ol>
        {flow.version > 1 && (
          <p className={css.quiet}>
            {t('what.version', {
              version: flow.version,
              when: format.relativeInstant(flow.versions[0]?.createdAt ?? ''),
            })}
          </p>
        )}
      </div>
    </Section>
  );
}
