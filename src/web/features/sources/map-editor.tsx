import { Button, Checkbox, NativeSelect, SegmentedControl, Textarea, TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import {
  type Connection,
  type GenericMap,
  LINE_FIELDS,
  listConnections,
  ORDER_FIELDS,
  previewMap,
  TOUCHPOINT_FIELDS,
  updateConnection,
  zGenericMap,
} from '../../../modules/sources/contract.ts';
import type { EndpointOutput } from '../../../shared/endpoint.ts';
import { listSampleFields, parseJsonExactly, readPath } from '../../../shared/json.ts';
import { keyOf, useCall } from '../../lib/api.ts';
import { useFormat } from '../../lib/format.ts';
import { Section } from '../../ui/page.tsx';
import { Notice } from '../../ui/states.tsx';
import { showDone } from '../../ui/toast.tsx';
import css from './sources.module.css';
import { useProblemWords } from './words.ts';

const PHASES = ['before', 'during', 'after'] as const;

interface Draft {
  kind: 'order' | 'touchpoint';
  records: string;
  lines: string;
  phase: (typeof PHASES)[number];
  kindWord: string;
  anonymous: boolean;
  fields: Readonly<Record<string, string>>;
  lineFields: Readonly<Record<string, string>>;
  payload: Readonly<Record<string, string>>;
}

function draftOf(map: GenericMap | null): Draft {
  const isOrder = map?.kind !== 'touchpoint';
  return {
    kind: map?.kind ?? 'order',
    records: map?.records ?? '',
    lines: map?.kind === 'order' ? map.lines : '',
    phase: map?.kind === 'touchpoint' ? map.phase : 'before',
    kindWord: map?.kind === 'touchpoint' ? map.kindWord : '',
    anonymous: map?.anonymous ?? false,
    fields: map?.fields ?? {},
    lineFields: isOrder ? (map?.lineFields ?? {}) : {},
    payload: map?.kind === 'touchpoint' ? map.payload : {},
  };
}

/** The map of a draft; undefined while something it needs is missing. */
function mapOf(draft: Draft): GenericMap | undefined {
  const { kind, records, anonymous, fields, lines, lineFields, phase, kindWord, payload } = draft;
  const base = { version: 1, records, anonymous, fields };
  const parsed = zGenericMap.safeParse(
    kind === 'order' ? { ...base, kind, lines, lineFields } : { ...base, kind, phase, kindWord, payload },
  );
  return parsed.success ? parsed.data : undefined;
}

/** Which field of a generic body is what: a sample is pasted, fields are chosen, the result is looked at before it is kept. */
export function MapEditor({ connection }: { connection: Connection }) {
  const { t } = useTranslation('connections');
  const client = useQueryClient();
  const save = useCall(updateConnection);
  const preview = useCall(previewMap);
  const [sample, setSample] = useState('');
  const [draft, setDraft] = useState(() => draftOf(connection.map));
  const change = (part: Partial<Draft>) => {
    preview.reset();
    setDraft((before) => ({ ...before, ...part }));
  };
  const parsed = useMemo(() => {
    try {
      return sample.trim() === '' ? undefined : parseJsonExactly(sample);
    } catch {
      return null;
    }
  }, [sample]);
  const all = parsed ? listSampleFields(parsed) : [];
  const chosenRecords = parsed ? readPath(parsed, draft.records) : undefined;
  const record = Array.isArray(chosenRecords) ? chosenRecords[0] : chosenRecords;
  const fields = record === undefined ? [] : listSampleFields(record);
  const chosenLines = record === undefined ? undefined : readPath(record, draft.lines);
  const line = Array.isArray(chosenLines) ? chosenLines[0] : undefined;
  const lineFields = line === undefined ? [] : listSampleFields(line);
  const map = mapOf(draft);
  const params = { connectionId: connection.connectionId };
  const isOrder = draft.kind === 'order';
  const lists = (from: typeof all) => from.filter(({ isList }) => isList);
  const pick = (group: 'fields' | 'lineFields', name: string, path: string) => {
    const { [name]: _gone, ...rest } = draft[group];
    change({ [group]: path === '' ? rest : { ...rest, [name]: path } });
  };
  return (
    <Section title={t('map.title')} sentence={t('map.sentence')}>
      <div className={css.stack}>
        <Textarea
          label={t('map.sample')}
          description={t('map.sampleHint')}
          autosize
          minRows={4}
          maxRows={12}
          value={sample}
          onChange={(event) => setSample(event.currentTarget.value)}
          error={parsed === null ? t('problem.not_json') : undefined}
        />
        <SegmentedControl
          aria-label={t('map.kind')}
          value={draft.kind}
          onChange={(kind) => change({ kind: kind === 'order' ? 'order' : 'touchpoint', fields: {} })}
          data={[
            { value: 'order', label: t('map.order') },
            { value: 'touchpoint', label: t('map.touchpoint') },
          ]}
        />
        <div className={css.pair}>
          <PathSelect
            label={t('map.records')}
            none={t('map.wholeBody')}
            value={draft.records}
            from={lists(all)}
            onPick={(records) => change({ records })}
          />
          {isOrder ? (
            <PathSelect
              label={t('map.lines')}
              none={t('map.noLines')}
              value={draft.lines}
              from={lists(fields)}
              onPick={(lines) => change({ lines })}
            />
          ) : (
            <>
              <NativeSelect
                label={t('map.phase')}
                value={draft.phase}
                onChange={(event) =>
                  change({ phase: PHASES.find((one) => one === event.currentTarget.value) ?? 'before' })
                }
                data={PHASES.map((phase) => ({ value: phase, label: t(`phase.${phase}`) }))}
              />
              <TextInput
                label={t('map.kindWord')}
                placeholder="reservation.requested"
                value={draft.kindWord}
                onChange={(event) => change({ kindWord: event.currentTarget.value })}
              />
            </>
          )}
        </div>
        <div className={css.pair}>
          {(isOrder ? ORDER_FIELDS : TOUCHPOINT_FIELDS)
            .filter((name) => draft.lines === '' || !isOrder || (name !== 'amount' && name !== 'itemName'))
            .map((name) => (
              <PathSelect
                key={name}
                label={t(`field.${name}`)}
                none={t(['orderNo', 'orderedAt'].includes(name) ? 'map.choose' : 'map.none')}
                value={draft.fields[name] ?? ''}
                from={fields.filter(({ isList }) => !isList)}
                onPick={(path) => pick('fields', name, path)}
              />
            ))}
        </div>
        {isOrder && draft.lines !== '' && (
          <>
            <h3 className={css.title}>{t('map.lineFields')}</h3>
            <div className={css.pair}>
              {LINE_FIELDS.map((name) => (
                <PathSelect
                  key={name}
                  label={t(`field.${name}`)}
                  none={t('map.none')}
                  value={draft.lineFields[name] ?? ''}
                  from={lineFields.filter(({ isList }) => !isList)}
                  onPick={(path) => pick('lineFields', name, path)}
                />
              ))}
            </div>
          </>
        )}
        {!isOrder && (
          <Checkbox.Group
            label={t('map.payload')}
            value={Object.values(draft.payload)}
            onChange={(paths) => change({ payload: Object.fromEntries(paths.map((path) => [path.slice(-60), path])) })}
          >
            <div className={css.actions}>
              {fields
                .filter(({ isList, path }) => !isList && !Object.values(draft.fields).includes(path))
                .map(({ path }) => (
                  <Checkbox key={path} value={path} label={path} />
                ))}
            </div>
          </Checkbox.Group>
        )}
        <Checkbox
          label={t('map.anonymous')}
          description={t('map.anonymousHint')}
          checked={draft.anonymous}
          onChange={(event) => change({ anonymous: event.currentTarget.checked })}
        />
        {save.error && <Notice tone="danger">{save.error.message || t('notSaved')}</Notice>}
        {preview.error && <Notice tone="danger">{preview.error.message || t('notSaved')}</Notice>}
        {preview.data && <Preview outcome={preview.data} />}
        <div className={css.actions}>
          <Button
            variant="default"
            disabled={!map || !parsed}
            loading={preview.isPending}
            onClick={() => map && preview.mutate({ params, body: { map, sample } })}
          >
            {t('map.preview')}
          </Button>
          <Button
            disabled={!map}
            loading={save.isPending}
            onClick={() =>
              map &&
              save.mutate(
                { params, body: { map } },
                {
                  onSuccess: async () => {
                    await client.invalidateQueries({ queryKey: keyOf(listConnections) });
                    showDone(t('map.saved'));
                  },
                },
              )
            }
          >
            {t('map.save')}
          </Button>
        </div>
      </div>
    </Section>
  );
}

/** A place in the sample, with what stands there; a place that the sample does not have stays chosen. */
function PathSelect(props: {
  label: string;
  none: string;
  value: string;
  from: readonly { path: string; example: string }[];
  onPick: (path: string) => void;
}) {
  const { label, none, value, from, onPick } = props;
  const known = from.filter(({ path }) => path !== '');
  const isElsewhere = value !== '' && !known.some(({ path }) => path === value);
  return (
    <NativeSelect
      label={label}
      value={value}
      onChange={(event) => onPick(event.currentTarget.value)}
      data={[
        { value: '', label: none },
        ...(isElsewhere ? [{ value, label: value }] : []),
        ...known.map(({ path, example }) => ({ value: path, label: `${path} — ${example.slice(0, 30)}` })),
      ]}
    />
  );
}

function Preview({ outcome }: { outcome: EndpointOutput<typeof previewMap> }) {
  const { t } = useTranslation('connections');
  const format = useFormat();
  const problemWords = useProblemWords();
  const { problem, orders, touchpoints } = outcome;
  if (problem) return <Notice tone="danger">{problemWords(problem)}</Notice>;
  if (orders.length + touchpoints.length === 0) return <Notice tone="warning">{t('map.nothing')}</Notice>;
  const person = (hasPerson: boolean) => t(hasPerson ? 'map.withPerson' : 'map.withoutPerson');
  return (
    <Notice tone="accent">
      <ul className={css.steps}>
        {orders.map((order) => (
          <li key={order.orderNo}>
            {order.orderNo} · {format.instant(order.orderedAt)} · {person(order.hasPerson)}
            <ul className={css.steps}>
              {order.lines.map((line, nth) => (
                // oxlint-disable-next-line react/no-array-index-key -- lines have no identity but their place
                <li key={nth}>
                  {line.itemName} × {line.quantity} = {format.money(line.amountMinor)}
                </li>
              ))}
            </ul>
          </li>
        ))}
        {touchpoints.map((one, nth) => (
          // oxlint-disable-next-line react/no-array-index-key -- lines have no identity but their place
          <li key={nth}>
            {one.kind} · {format.instant(one.at)} · {person(one.hasPerson)}
          </li>
        ))}
      </ul>
    </Notice>
  );
}
