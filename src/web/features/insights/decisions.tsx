import { Button, Group, Modal, Select, Stack, TextInput } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { createDecision, listDecisions, updateDecision } from '../../../modules/insights/contract/decisions.ts';
import { getMenu } from '../../../modules/insights/contract/pages.ts';
import { addDays } from '../../../shared/time.ts';
import { call, keyOf, queryFor, useCall } from '../../lib/api.ts';
import { useFormat } from '../../lib/format.ts';
import { inLine } from '../../lib/in-line.ts';
import { useCan } from '../../lib/session.ts';
import { Section } from '../../ui/page.tsx';
import { Notice } from '../../ui/states.tsx';
import { showDone, showFailure, showUndo } from '../../ui/toast.tsx';
import css from './insights.module.css';

type Kind = 'menu_item' | 'risk';
/** Words of a decision that may stand in the list; what the server suggests is among them. */
const ACTIONS = ['keep', 'reprice', 'resize', 'rename', 'recommend', 'drop', 'look'] as const;
const DEFAULT_DUE_DAYS = 7;

function useRefresh() {
  const queries = useQueryClient();
  return async () => {
    await queries.invalidateQueries({ queryKey: keyOf(listDecisions) });
    await queries.invalidateQueries({ queryKey: keyOf(getMenu) });
  };
}

interface DecideProps {
  kind: Kind;
  subject: string;
  /** What it is about, in words. */
  name: string;
  /** Suggested first. */
  actions: readonly string[];
  finding: Record<string, unknown>;
}

/** Writes down what one decided about a finding: what, until when. */
export function DecideButton(props: DecideProps) {
  const { t } = useTranslation('understand');
  const mayDecide = useCan('plays:write');
  const [opened, dialog] = useDisclosure(false);
  if (!mayDecide) return null;
  return (
    <>
      <Button
        variant="default"
        size="compact-md"
        aria-label={t('decide.openFor', { name: props.name })}
        onClick={dialog.open}
      >
        {t('decide.open')}
      </Button>
      <Modal
        opened={opened}
        onClose={dialog.close}
        title={t('decide.openFor', { name: props.name })}
        closeButtonProps={{ 'aria-label': t('ui:close') }}
      >
        <DecideForm {...props} onDone={dialog.close} />
      </Modal>
    </>
  );
}

function DecideForm({ kind, subject, name, actions, finding, onDone }: DecideProps & { onDone: () => void }) {
  const { t } = useTranslation('understand');
  const { today } = useFormat();
  const refresh = useRefresh();
  const create = useCall(createDecision);
  const known = ACTIONS.filter((one) => actions.includes(one));
  const offered = [
    ...known,
    ...ACTIONS.filter((one) => !actions.includes(one) && (kind === 'risk') === (one === 'look')),
  ];
  const [action, setAction] = useState<string>(offered[0] ?? 'look');
  const [dueOn, setDueOn] = useState(addDays(today, DEFAULT_DUE_DAYS));
  const [note, setNote] = useState('');
  const save = () =>
    create.mutate(
      { body: { kind, subject, action, note, dueOn: dueOn || null, finding: { ...finding, name } } },
      {
        onSuccess: async () => {
          await refresh();
          showDone(t('decide.done'));
          onDone();
        },
      },
    );
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        save();
      }}
    >
      <Stack gap="sm">
        {create.error && <Notice tone="danger">{create.error.message}</Notice>}
        <Select
          label={t('decide.action')}
          allowDeselect={false}
          data={offered.map((one) => ({ value: one, label: t(`decide.actions.${one}`) }))}
          value={action}
          onChange={(value) => setAction(value ?? action)}
        />
        <TextInput
          type="date"
          label={t('decide.due')}
          min={today}
          value={dueOn}
          onChange={(event) => setDueOn(event.currentTarget.value)}
        />
        <TextInput
          label={t('decide.note')}
          maxLength={500}
          value={note}
          onChange={(event) => setNote(event.currentTarget.value)}
        />
        <Group justify="flex-end">
          <Button type="submit" loading={create.isPending}>
            {t('decide.save')}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

/** Decisions that wait to be carried out, the next one due first; done or dropped with a way back. */
export function Decisions({ kind, nameOf }: { kind: Kind; nameOf?: (subject: string) => string | undefined }) {
  const { t } = useTranslation('understand');
  const format = useFormat();
  const mayDecide = useCan('plays:write');
  const refresh = useRefresh();
  const { data } = useQuery(queryFor(listDecisions, { query: { state: 'open' } }));
  const open = (data?.decisions ?? [])
    .filter((one) => one.kind === kind)
    .toSorted((a, b) => (a.dueOn ?? '9999').localeCompare(b.dueOn ?? '9999'));
  if (open.length === 0) return null;
  const change = async (decisionId: string, state: 'open' | 'done' | 'dropped') => {
    try {
      await call(updateDecision, { params: { decisionId }, body: { state } });
      await refresh();
    } catch (error) {
      return showFailure(error instanceof Error ? error.message : t('decide.failed'));
    }
    if (state !== 'open') showUndo({ message: t(`decide.${state}Said`), onUndo: () => change(decisionId, 'open') });
  };
  return (
    <Section title={t('decide.list')} sentence={t('decide.listSentence', { n: format.count(open.length) })}>
      <ul className={css.tasks}>
        {open.map(({ decisionId, subject, action, note, dueOn, finding }) => {
          const name = nameOf?.(subject) ?? (typeof finding['name'] === 'string' ? finding['name'] : subject);
          return (
            <li key={decisionId}>
              <span className={css.taskWords}>
                <strong>
                  {name} · {t(`decide.actions.${action}`, { defaultValue: action })}
                </strong>
                <span className={css.quiet}>
                  {inLine([dueOn ? t('decide.until', { day: format.day(dueOn) }) : '', note])}
                </span>
              </span>
              {mayDecide && (
                <span className={css.buttons}>
                  <Button
                    variant="default"
                    size="compact-md"
                    aria-label={t('decide.doneWhich', { name })}
                    onClick={() => void change(decisionId, 'done')}
                  >
                    {t('decide.markDone')}
                  </Button>
                  <Button
                    variant="subtle"
                    color="gray"
                    size="compact-md"
                    aria-label={t('decide.dropWhich', { name })}
                    onClick={() => void change(decisionId, 'dropped')}
                  >
                    {t('decide.markDropped')}
                  </Button>
                </span>
              )}
            </li>
          );
        })}
      </ul>
    </Section>
  );
}
