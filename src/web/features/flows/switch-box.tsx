import { Button, TextInput } from '@mantine/core';
import { type ReactNode, useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import {
  askSwitchOn,
  type FlowPreview,
  listSteps,
  type OpenFlow,
  pauseFlow,
  sendBackFlow,
  startFlow,
  switchOff,
  switchOn,
} from '../../../modules/flows/contract.ts';
import { MAIL_NEEDS, type MailNeed } from '../../../modules/plays/contract.ts';
import { newId } from '../../../shared/ids.ts';
import { useCall } from '../../lib/api.ts';
import { useFormat } from '../../lib/format.ts';
import { useCan } from '../../lib/session.ts';
import { MailSettingsLink } from '../../ui/mail-settings-link.tsx';
import { Section } from '../../ui/page.tsx';
import { NoPermission, Notice } from '../../ui/states.tsx';
import { useRefreshFlows } from './api.ts';
import { AtCounter } from './at-counter.tsx';
import css from './flows.module.css';

/** Draws the form on which what e-mail lacks is filled in where it is missed. */
export type MailStart = (input: { needs: MailNeed[]; onStored: () => void }) => ReactNode;

/** What keeps it from running, and the switch: after the reading, never before. */
export function SwitchBox({
  flow,
  preview,
  mailStart,
}: {
  flow: OpenFlow;
  preview: FlowPreview;
  mailStart: MailStart;
}) {
  const { t } = useTranslation('flows');
  const maySend = useCan('plays:send');
  const maySettle = useCan('settings:write');
  const refresh = useRefreshFlows();
  const mayWrite = useCan('plays:write');
  const mayApprove = useCan('plays:approve');
  const mustAsk = preview.limits.approvalRequired && !mayApprove;
  const blocked = preview.warnings.some(({ blocking }) => blocking);
  const needs = MAIL_NEEDS.filter((need) => preview.warnings.some(({ code, blocking }) => code === need && blocking));
  const steps = listSteps(flow.document.steps);
  const isMail = steps.some(({ step }) => step.kind === 'act' && step.arm.channel === 'email');
  // Filled in just now, its test message's answer still stands there.
  const [wasNeeded] = useState(needs.length > 0);
  const showsStart = maySettle && flow.state === 'off' && isMail && (needs.length > 0 || wasNeeded);
  return (
    <Section title={t(`switch.title.${flow.state}`)}>
      <div className={css.stack}>
        {preview.warnings.map(({ code, blocking, detail, stepId }) => (
          <Notice key={`${code} ${detail} ${stepId}`} tone={blocking ? 'danger' : 'warning'}>
            {t(`plays:warning.${code}`, { detail })} {!showsStart && <MailSettingsLink code={code} />}
          </Notice>
        ))}
        {showsStart && mailStart({ needs, onStored: () => void refresh() })}
        {mayWrite && flow.state === 'off' && flow.readyKey === 'birthday' && needs.length > 0 && (
          <AtCounter flow={flow} />
        )}
        {!mayWrite ? (
          <NoPermission what={t('changing')} />
        ) : mustAsk && flow.state !== 'on' ? (
          <Ask flow={flow} blocked={blocked} />
        ) : (
          maySend && <Switches flow={flow} preview={preview} blocked={blocked} />
        )}
        {mayApprove && flow.askedAt !== null && <SendBack flow={flow} />}
      </div>
    </Section>
  );
}

function Ask({ flow, blocked }: { flow: OpenFlow; blocked: boolean }) {
  const { t } = useTranslation('flows');
  const refresh = useRefreshFlows();
  const ask = useCall(askSwitchOn);
  const back = useCall(sendBackFlow);
  const input = { params: { flowId: flow.flowId } };
  const after = { onSuccess: () => void refresh() };
  if (flow.askedAt) {
    return (
      <>
        {back.error && <Notice tone="danger">{back.error.message || t('switch.noAnswer')}</Notice>}
        <p className={css.text}>{t('switch.asked')}</p>
        <div className={css.actions}>
          <Button variant="default" loading={back.isPending} onClick={() => back.mutate({ ...input, body: {} }, after)}>
            {t('measure:waiting.takeBack')}
          </Button>
        </div>
      </>
    );
  }
  return (
    <>
      {ask.error && <Notice tone="danger">{ask.error.message || t('switch.noAnswer')}</Notice>}
      <div className={css.actions}>
        <Button disabled={blocked} loading={ask.isPending} onClick={() => ask.mutate(input, after)}>
          {t('switch.ask')}
        </Button>
      </div>
    </>
  );
}

/** The other answer to a request: it stays off, and a word says why. */
function SendBack({ flow }: { flow: OpenFlow }) {
  const { t } = useTranslation('measure');
  const refresh = useRefreshFlows();
  const back = useCall(sendBackFlow);
  const [note, setNote] = useState('');
  return (
    <>
      {back.error && <Notice tone="danger">{back.error.message || t('flows:switch.noAnswer')}</Notice>}
      <TextInput
        label={t('waiting.note')}
        maxLength={500}
        value={note}
        onChange={(event) => setNote(event.currentTarget.value)}
      />
      <div className={css.actions}>
        <Button
          variant="default"
          loading={back.isPending}
          onClick={() =>
            back.mutate({ params: { flowId: flow.flowId }, body: { note } }, { onSuccess: () => void refresh() })
          }
        >
          {t('waiting.sendBack')}
        </Button>
      </div>
    </>
  );
}

/** Where switching on does not send to all of them at once. */
const BEFORE: Readonly<Partial<Record<OpenFlow['document']['trigger']['kind'], string>>> = {
  manual: 'switch.beforeManual',
  usual_hour: 'switch.beforeUsualHour',
};

function Switches({ flow, preview, blocked }: { flow: OpenFlow; preview: FlowPreview; blocked: boolean }) {
  const { t } = useTranslation('flows');
  const format = useFormat();
  const id = useId();
  const refresh = useRefreshFlows();
  const on = useCall(switchOn);
  const off = useCall(switchOff);
  const pause = useCall(pauseFlow);
  const input = { params: { flowId: flow.flowId } };
  const after = { onSuccess: () => void refresh() };
  const error = on.error ?? off.error ?? pause.error;
  const people = format.count(preview.treated);
  return (
    <>
      {error && <Notice tone="danger">{error.message || t('switch.noAnswer')}</Notice>}
      {flow.state === 'off' && (
        <p id={id} className={css.text}>
          {t(BEFORE[flow.document.trigger.kind] ?? 'switch.before', { n: people })}
        </p>
      )}
      {flow.state === 'on' && flow.document.trigger.kind === 'manual' && <Start flow={flow} people={people} />}
      {flow.state !== 'off' && <p className={css.quiet}>{t(`switch.after.${flow.state}`)}</p>}
      <div className={css.actions}>
        {flow.state !== 'on' && (
          <Button
            disabled={blocked}
            loading={on.isPending}
            aria-describedby={flow.state === 'off' ? id : undefined}
            onClick={() => on.mutate(input, after)}
          >
            {t(`switch.on.${flow.state}`)}
          </Button>
        )}
        {flow.state === 'on' && (
          <Button variant="default" loading={pause.isPending} onClick={() => pause.mutate(input, after)}>
            {t('switch.pause')}
          </Button>
        )}
        {flow.state !== 'off' && (
          <Button variant="default" color="red" loading={off.isPending} onClick={() => off.mutate(input, after)}>
            {t('switch.off')}
          </Button>
        )}
      </div>
    </>
  );
}

/** Lets in whoever the rule finds now, of an automation that nothing starts by itself. */
function Start({ flow, people }: { flow: OpenFlow; people: string }) {
  const { t } = useTranslation('flows');
  const refresh = useRefreshFlows();
  const start = useCall(startFlow);
  // One key for one decision: pressed twice, it starts once.
  const [startKey, setStartKey] = useState(newId);
  return (
    <>
      {start.error && <Notice tone="danger">{start.error.message || t('switch.noAnswer')}</Notice>}
      {start.data && <Notice tone="accent">{t('switch.started', { count: start.data.entered })}</Notice>}
      <div className={css.actions}>
        <Button
          loading={start.isPending}
          onClick={() =>
            start.mutate(
              { params: { flowId: flow.flowId }, body: { startKey } },
              {
                onSuccess: () => {
                  setStartKey(newId());
                  void refresh();
                },
              },
            )
          }
        >
          {t('switch.start', { n: people })}
        </Button>
      </div>
    </>
  );
}
