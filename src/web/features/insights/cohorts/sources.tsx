import { Button, Group, Modal, NumberInput, Stack, TextInput } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { putSourceCost } from '../../../../modules/insights/contract/decisions.ts';
import { type CohortsPage, getCohorts } from '../../../../modules/insights/contract/pages.ts';
import { minorUnitDigits } from '../../../../shared/money.ts';
import { keyOf, useCall } from '../../../lib/api.ts';
import { useDefinitions } from '../../../lib/definitions.ts';
import { useFormat } from '../../../lib/format.ts';
import { useCan, useShop } from '../../../lib/session.ts';
import { useSourceName } from '../../../lib/source-name.ts';
import { Term } from '../../../ui/figure.tsx';
import { Section } from '../../../ui/page.tsx';
import { Notice } from '../../../ui/states.tsx';
import { showDone } from '../../../ui/toast.tsx';
import { FigureTable } from '../figure-table.tsx';

/** Where new people came from, what became of them, and what they cost where somebody wrote it down (MT-22). */
export function Sources({ sources }: { sources: CohortsPage['sources'] }) {
  const { t } = useTranslation('understand');
  const format = useFormat();
  const nameOf = useSourceName();
  const definitionOf = useDefinitions();
  const mayCost = useCan('settings:write');
  return (
    <Section title={<Term label={t('sources.title')} definition={definitionOf('acquisitionCost')} />}>
      <FigureTable
        caption={t('sources.title')}
        file="sources"
        rows={sources}
        rowKey={({ source }) => source}
        columns={[
          {
            key: 'source',
            header: t('sources.column.source'),
            phone: 'title',
            value: ({ source }) => nameOf(source),
          },
          {
            key: 'people',
            header: t('sources.column.people'),
            definition: definitionOf('funnel'),
            align: 'right',
            value: (row) => row.people,
            render: (row) => t('people', { n: format.count(row.people) }),
          },
          {
            key: 'again',
            header: t('sources.column.again'),
            definition: definitionOf('funnel'),
            align: 'right',
            value: (row) => (row.people === 0 ? null : row.cameAgain / row.people),
            render: (row) => (row.people === 0 ? '–' : format.percent(row.cameAgain / row.people)),
          },
          {
            key: 'regulars',
            header: t('sources.column.regulars'),
            definition: definitionOf('funnel'),
            align: 'right',
            value: (row) => row.regulars,
            render: (row) => t('people', { n: format.count(row.regulars) }),
          },
          {
            key: 'net',
            header: t('sources.column.net'),
            definition: definitionOf('netSales'),
            align: 'right',
            value: (row) => row.netMinor,
            render: (row) => format.roughMoney(row.netMinor),
          },
          {
            key: 'cost',
            header: t('sources.column.cost'),
            definition: definitionOf('acquisitionCost'),
            align: 'right',
            value: (row) => row.costPerPersonMinor,
            render: (row) =>
              row.costPerPersonMinor === null ? t('sources.costUnknown') : format.money(row.costPerPersonMinor),
          },
          {
            key: 'payback',
            header: t('sources.column.payback'),
            definition: definitionOf('acquisitionCost'),
            align: 'right',
            value: (row) => row.paybackMonths,
            render: (row) =>
              row.paybackMonths === null ? '–' : t('sources.months', { months: format.decimal(row.paybackMonths) }),
          },
          ...(mayCost
            ? [
                {
                  key: 'write',
                  header: t('sources.column.write'),
                  render: (row: (typeof sources)[number]) => (
                    <CostButton source={row.source} name={nameOf(row.source)} />
                  ),
                },
              ]
            : []),
        ]}
      />
    </Section>
  );
}

function CostButton({ source, name }: { source: string; name: string }) {
  const { t } = useTranslation('understand');
  const [opened, dialog] = useDisclosure(false);
  return (
    <>
      <Button variant="default" size="compact-md" aria-label={t('sources.writeFor', { name })} onClick={dialog.open}>
        {t('sources.write')}
      </Button>
      <Modal
        opened={opened}
        onClose={dialog.close}
        title={t('sources.writeFor', { name })}
        closeButtonProps={{ 'aria-label': t('ui:close') }}
      >
        <CostForm source={source} onDone={dialog.close} />
      </Modal>
    </>
  );
}

function CostForm({ source, onDone }: { source: string; onDone: () => void }) {
  const { t } = useTranslation('understand');
  const queries = useQueryClient();
  const { today } = useFormat();
  const unit = 10 ** minorUnitDigits(useShop().currency);
  const [month, setMonth] = useState(today.slice(0, 7));
  const [cost, setCost] = useState(0);
  const save = useCall(putSourceCost);
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        save.mutate(
          { body: { source, month, costMinor: Math.round(cost * unit) } },
          {
            onSuccess: async () => {
              await queries.invalidateQueries({ queryKey: keyOf(getCohorts) });
              showDone(t('sources.written'));
              onDone();
            },
          },
        );
      }}
    >
      <Stack gap="sm">
        {save.error && <Notice tone="danger">{save.error.message}</Notice>}
        <TextInput
          type="month"
          label={t('sources.month')}
          required
          pattern="\d{4}-\d{2}"
          value={month}
          onChange={(event) => setMonth(event.currentTarget.value)}
        />
        <NumberInput
          label={t('sources.spent')}
          min={0}
          thousandSeparator=","
          value={cost}
          onChange={(value) => setCost(Math.max(0, Number(value || 0)))}
        />
        <Group justify="flex-end">
          <Button type="submit" loading={save.isPending}>
            {t('decide.save')}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
