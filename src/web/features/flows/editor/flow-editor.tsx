import { Button, SegmentedControl, TextInput } from '@mantine/core';
import { useDebouncedValue, useMediaQuery } from '@mantine/hooks';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { lazy, Suspense, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { z } from 'zod';
import {
  checkFlow,
  createFlow,
  type Flow,
  type FlowDocument,
  updateFlow,
  zFlowDocument,
} from '../../../../modules/flows/contract.ts';
import { newId } from '../../../../shared/ids.ts';
import { call, keyOf, useCall } from '../../../lib/api.ts';
import { useFormat } from '../../../lib/format.ts';
import { useUrlState } from '../../../lib/search.ts';
import { Section } from '../../../ui/page.tsx';
import { Loading, Notice } from '../../../ui/states.tsx';
import { UnsavedGuard } from '../../../ui/unsaved.tsx';
import { useRefreshFlows } from '../api.ts';
import css from '../flows.module.css';
import { type Editing, RULES_PART, TRIGGER_PART } from './editing.ts';
import { PartForm, Problems } from './part-form.tsx';
import { TextView } from './text-view.tsx';
import type { RuleSlot } from './words.ts';

// The library that draws is large, and most people only read the text.
const FlowCanvas = lazy(() => import('./canvas.tsx').then(({ FlowCanvas }) => ({ default: FlowCanvas })));

/** Long enough that a number typed quickly is read once. */
const TYPING_PAUSE_MS = 300;
const VIEWS = ['drawn', 'written'] as const;
const zSearch = z.object({ view: z.enum(VIEWS).optional().catch(undefined) });

/** A flow to begin with: one message to whoever is found when somebody starts it. */
function blankDocument(locale: 'ko' | 'en'): FlowDocument {
  return {
    schema: 1,
    trigger: { kind: 'first_visit', hoursAfter: 24 },
    reentry: { kind: 'once' },
    goal: 'none',
    exitWhen: null,
    holdoutRate: 0.1,
    measureDays: 28,
    budgetMinor: null,
    steps: [
      {
        id: 'message',
        kind: 'act',
        arm: { channel: 'email', offer: { kind: 'none' }, message: { subject: '', body: '', locale } },
      },
    ],
  };
}

/** Changes a flow, drawn or written: one definition, read by the server as it is typed. */
export function FlowEditor({
  flow,
  ruleField,
  onSaved,
}: {
  flow: Flow | undefined;
  ruleField: RuleSlot;
  onSaved: (flowId: string) => void;
}) {
  const { t } = useTranslation('flows');
  const format = useFormat();
  const isDesk = useMediaQuery('(min-width: 1024px)') ?? false;
  const [search, setSearch] = useUrlState(zSearch);
  const view = search.view ?? (isDesk ? 'drawn' : 'written');
  const [name, setName] = useState(flow?.name ?? '');
  const [begun] = useState(() => flow?.document ?? blankDocument(format.locale));
  const [document, setDocument] = useState(begun);
  // What was saved is left by a link before the screen has heard of it.
  const isSaved = useRef(false);
  const isUnsaved = () =>
    !isSaved.current && (name !== (flow?.name ?? '') || JSON.stringify(document) !== JSON.stringify(begun));
  const [selected, setSelected] = useState<string | null>(null);
  const [settled] = useDebouncedValue(document, TYPING_PAUSE_MS);
  const body = { document: settled };
  // Reading is a POST because a document can be long; it changes nothing, so it may be kept like a GET.
  const check = useQuery({
    queryKey: keyOf(checkFlow, { body }),
    queryFn: ({ signal }) => call(checkFlow, { body }, { signal }),
    placeholderData: keepPreviousData,
    retry: false,
  });
  const create = useCall(createFlow);
  // One id for one automation: saved twice, or again after an answer that was lost, it is made once.
  const [newFlowId] = useState(newId);
  const update = useCall(updateFlow);
  const refresh = useRefreshFlows();
  const { locale } = format;
  // What is begun and not finished may be kept as it is, and is marked where it stands all the same.
  const unfinished = (check.data?.warnings ?? []).filter(({ code }) => code === 'empty_branch');
  const problems = [
    ...(check.data?.problems ?? []),
    ...unfinished.map(({ code, stepId }) => ({ code, stepId, field: 'branch' })),
  ];
  const words = new Map((check.data?.lines ?? []).map(({ stepId, text }) => [stepId, text[locale]]));
  if (check.data?.trigger) words.set(TRIGGER_PART, check.data.trigger[locale]);
  const rules = check.data?.sentence?.[locale];
  if (rules) words.set(RULES_PART, t('editor.rulesWords', { rate: format.percent(document.holdoutRate) }));
  const editing: Editing = {
    document,
    selected,
    words,
    problems,
    ruleField,
    onSelect: setSelected,
    onChange: (patch) => setDocument((before) => ({ ...before, ...patch })),
    onSteps: (change) => setDocument((before) => ({ ...before, steps: change(before.steps) })),
  };
  const read = zFlowDocument.safeParse(document);
  const isReady = read.success && name.trim() !== '';
  const save = () => {
    if (!read.success) return;
    const after = {
      onSuccess: ({ flowId }: Flow) => {
        isSaved.current = true;
        void refresh().then(() => onSaved(flowId));
      },
    };
    if (flow) {
      const changed = JSON.stringify(read.data) !== JSON.stringify(flow.document);
      update.mutate(
        {
          params: { flowId: flow.flowId },
          body: { name: name.trim(), ...(changed ? { document: read.data } : {}) },
        },
        after,
      );
    } else create.mutate({ body: { flowId: newFlowId, name: name.trim(), document: read.data } }, after);
  };
  const error = create.error ?? update.error;
  return (
    <div className={css.stack}>
      <UnsavedGuard isUnsaved={isUnsaved} />
      {error && <Notice tone="danger">{error.message || t('notSaved')}</Notice>}
      {check.error && <Notice tone="danger">{check.error.message || t('editor.notChecked')}</Notice>}
      {flow && flow.state !== 'off' && <Notice tone="warning">{t('editor.whileOn')}</Notice>}
      <div className={css.bar}>
        <TextInput
          className={css.grow ?? ''}
          label={t('editor.name')}
          required
          maxLength={120}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <SegmentedControl
          aria-label={t('editor.view')}
          data={VIEWS.map((value) => ({ value, label: t(`editor.${value}`) }))}
          value={view}
          onChange={(value) => void setSearch({ view: VIEWS.find((one) => one === value) })}
        />
        <Button loading={create.isPending || create.isSuccess || update.isPending} disabled={!isReady} onClick={save}>
          {t(flow ? 'editor.saveVersion' : 'editor.save')}
        </Button>
      </div>
      <Problems editing={editing} part={null} />
      {check.data?.sentence && <p className={css.text}>{check.data.sentence[locale]}</p>}
      {check.data?.warnings.map(({ code, detail, stepId, blocking }) => (
        <Notice key={`${code} ${stepId}`} tone={blocking ? 'danger' : 'warning'}>
          {t(`plays:warning.${code}`, { detail })}
        </Notice>
      ))}
      {view === 'written' ? (
        <TextView editing={editing} />
      ) : (
        <>
          {!isDesk && <p className={css.quiet}>{t('editor.phone')}</p>}
          <div className={isDesk ? css.editor : undefined}>
            <Suspense fallback={<Loading rows={6} />}>
              <FlowCanvas editing={editing} readOnly={!isDesk} />
            </Suspense>
            {isDesk && (
              <Section title={t(selected === null ? 'editor.rules' : 'editor.selected')}>
                <PartForm key={selected ?? RULES_PART} editing={editing} part={selected ?? RULES_PART} />
              </Section>
            )}
          </div>
        </>
      )}
    </div>
  );
}
