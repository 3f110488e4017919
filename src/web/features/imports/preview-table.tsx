import { Button } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ImportKind } from '../../../modules/imports/contract.ts';
import { useFormat } from '../../lib/format.ts';
import { useShop } from '../../lib/session.ts';
import { DataTable } from '../../ui/data-table/data-table.tsx';
import type { Column } from '../../ui/data-table/props.ts';
import { Notice } from '../../ui/states.tsx';
import { Tag } from '../../ui/tag.tsx';
import { Day, Money } from '../../ui/value.tsx';
import type { Preview, RowProblem } from './api.ts';
import css from './imports.module.css';

type Row = {
  line: number;
  problem?: RowProblem;
  sale?: Preview['sales'][number];
  person?: Preview['customers'][number];
  shown?: Preview['rows'][number]['shown'];
};

/** Rows of each sort shown at first; why the others could not be read is said above the table. */
const FIRST_ROWS = 6;

const timeOf = (orderedAt: string) => /T(\d{2}:\d{2})/.exec(orderedAt)?.[1] ?? '';

/** What the first rows become, and in their place those that cannot be taken, each with its reason. */
export function PreviewTable({ kind, preview }: { kind: ImportKind; preview: Preview }) {
  const { t } = useTranslation('imports');
  const format = useFormat();
  const [all, setAll] = useState(false);
  const rows: Row[] = [
    ...preview.sales.map((sale) => ({ line: sale.line, sale })),
    ...preview.customers.map((person) => ({ line: person.line, person })),
    ...preview.rows.map(({ line, shown }) => ({ line, shown })),
    ...preview.rejected.map((problem) => ({ line: problem.line, problem })),
  ].sort((a, b) => a.line - b.line);

  const first: Column<Row> = {
    key: 'line',
    header: t('preview.line'),
    phone: 'title',
    render: ({ line }) => (
      <span className={`d-figures ${css.nowrap}`}>{t('preview.lineNumber', { line: format.count(line) })}</span>
    ),
  };
  const last: Column<Row> = {
    key: 'state',
    header: t('preview.state'),
    phone: 'aside',
    render: ({ problem, sale, person }) => {
      if (problem) return <Problem problem={problem} />;
      const warning = person?.warnings[0];
      if (warning) return <Problem problem={warning} isWarning />;
      if (sale && sale.kind !== 'sale') return <Tag>{t(`word.${sale.kind}`)}</Tag>;
      return <Tag tone="accent">{t('preview.ok')}</Tag>;
    },
  };
  const sales: Column<Row>[] = [
    { key: 'order', header: t('field.sales.order_no'), render: ({ sale }) => sale?.orderNo },
    {
      key: 'day',
      header: t('preview.businessDay'),
      render: ({ sale }) =>
        sale && (
          <span className={css.nowrap}>
            <Day day={sale.businessDay} /> <span className={css.hint}>{timeOf(sale.orderedAt)}</span>
          </span>
        ),
    },
    { key: 'item', header: t('field.sales.item_name'), render: ({ sale }) => sale?.itemName },
    {
      key: 'quantity',
      header: t('field.sales.quantity'),
      align: 'right',
      render: ({ sale }) => sale && format.decimal(sale.quantity, 3),
    },
    {
      key: 'amount',
      header: t('field.sales.amount'),
      align: 'right',
      render: ({ sale }) => sale && <Money amountMinor={sale.amountMinor} />,
    },
    {
      key: 'customer',
      header: t('preview.customer'),
      render: ({ sale }) => sale && (sale.customer || <span className={css.hint}>{t('preview.anonymous')}</span>),
    },
  ];
  const customers: Column<Row>[] = [
    { key: 'name', header: t('field.customers.name'), render: ({ person }) => person?.name },
    { key: 'phone', header: t('field.customers.phone'), render: ({ person }) => person?.phone },
    { key: 'email', header: t('field.customers.email'), render: ({ person }) => person?.email },
    { key: 'id', header: t('field.customers.customer_id'), render: ({ person }) => person?.customerId },
    {
      key: 'consent',
      header: t('field.customers.marketing_consent'),
      render: ({ person }) => person && t(`word.${person.marketingConsent}`),
    },
    ...[...new Set(preview.customers.flatMap(({ others }) => Object.keys(others)))].map(
      (name): Column<Row> => ({
        key: `other-${name}`,
        header: t(`field.customers.${name}`, { defaultValue: name }),
        render: ({ person }) => person?.others[name],
      }),
    ),
  ];
  const names = [...new Set(preview.rows.flatMap(({ shown }) => Object.keys(shown)))];
  const others = names.map(
    (name): Column<Row> => ({
      key: name,
      header: t(name === 'payload' ? 'preview.payload' : `field.${kind}.${name}`),
      render: ({ shown }) => {
        const text = shown?.[name];
        if (text === undefined) return undefined;
        if (name === 'state' || name === 'phase') return t(`word.${text}`);
        return name === 'at' || name === 'reserved_at' ? text.slice(0, 16).replace('T', ' ') : text;
      },
    }),
  );
  const middle = kind === 'sales' ? sales : kind === 'customers' ? customers : others;
  const firstOf = (refused: boolean) =>
    rows.filter((row) => (row.problem !== undefined) === refused).slice(0, FIRST_ROWS);
  const few = new Set([...firstOf(false), ...firstOf(true)]);
  const shown = all ? rows : rows.filter((row) => few.has(row));
  return (
    <div className={css.stack}>
      <Reasons rejected={preview.rejected} />
      <DataTable<Row>
        caption={t('preview.title')}
        rows={shown}
        rowKey={(row) => String(row.line)}
        columns={[first, ...middle, last]}
      />
      {shown.length < rows.length && (
        <div>
          <Button variant="subtle" onClick={() => setAll(true)}>
            {t('preview.all', { count: rows.length })}
          </Button>
        </div>
      )}
    </div>
  );
}

/** The same reason in the same column is said once, with how many rows it concerns. */
function Reasons({ rejected }: { rejected: Preview['rejected'] }) {
  const { t } = useTranslation('imports');
  const { currency } = useShop();
  const groups = [...Map.groupBy(rejected, (one) => `${one.column}\n${one.message}`).values()];
  if (groups.length === 0) return null;
  return (
    <Notice tone="warning">
      <ul className={css.plainList}>
        {groups.map((ones) => {
          const [example] = ones;
          if (!example) return null;
          return (
            <li key={`${example.column} ${example.message}`}>
              {example.column !== '' && <strong>{example.column}: </strong>}
              {example.message} {t('preview.howMany', { count: ones.length })}
            </li>
          );
        })}
      </ul>
      {rejected.some((one) => one.reason === 'amount_format') && (
        <p className={css.text}>{t('preview.currency', { currency })}</p>
      )}
    </Notice>
  );
}

function Problem({ problem, isWarning = false }: { problem: RowProblem; isWarning?: boolean }) {
  const { t } = useTranslation('imports');
  return (
    <span className={css.problem}>
      <Tag tone={isWarning ? 'warning' : 'danger'}>{t(isWarning ? 'preview.partly' : 'preview.refused')}</Tag>{' '}
      {problem.column !== '' && (
        <span className={css.code}>
          {problem.column}
          {problem.value !== '' && ` “${problem.value}”`}
        </span>
      )}{' '}
      {problem.message}
    </span>
  );
}
