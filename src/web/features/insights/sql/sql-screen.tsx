import { Button, Textarea } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { listMartTables, MAX_SQL_LENGTH, queryMartSql } from '../../../../modules/insights/contract/analyst.ts';
import { queryFor, useCall } from '../../../lib/api.ts';
import { useFormat } from '../../../lib/format.ts';
import { isComposing } from '../../../lib/keys.ts';
import { useCan } from '../../../lib/session.ts';
import { Page, Section } from '../../../ui/page.tsx';
import { Loaded, NoPermission, Notice } from '../../../ui/states.tsx';
import { InsightNav } from '../insight-nav.tsx';
import css from '../insights.module.css';
import { SqlResult } from './sql-result.tsx';
import { TableList } from './table-list.tsx';

/** Rows asked for: more than one reads, fewer than a browser minds. */
const MAX_ROWS = 1_000;
/** As the server says it: seconds and megabytes a question may take. */
const LIMITS = { seconds: 20, megabytes: 256 } as const;

/** Free questions to the mart in SQL, for who may (FE-08): one SELECT, limited, logged. */
export function SqlScreen() {
  const { t } = useTranslation('sql');
  const may = useCan('insights:sql');
  return (
    <Page title={t('title')} sentence={may ? t('sentence') : undefined}>
      <InsightNav />
      {may ? <Editor /> : <NoPermission what={t('what')} />}
    </Page>
  );
}

function Editor() {
  const { t } = useTranslation('sql');
  const format = useFormat();
  const tables = useQuery(queryFor(listMartTables));
  const run = useCall(queryMartSql);
  const [sql, setSql] = useState('');
  const ask = () => {
    if (sql.trim() !== '' && !run.isPending) run.mutate({ body: { sql, maxRows: MAX_ROWS } });
  };
  return (
    <>
      <form
        className={css.stack}
        onSubmit={(event) => {
          event.preventDefault();
          ask();
        }}
      >
        <Textarea
          className={css.sqlText}
          label={t('label')}
          description={t('limits', {
            seconds: LIMITS.seconds,
            megabytes: LIMITS.megabytes,
            rows: format.count(MAX_ROWS),
          })}
          placeholder={t('placeholder')}
          autosize
          minRows={6}
          maxRows={20}
          maxLength={MAX_SQL_LENGTH}
          spellCheck={false}
          autoCapitalize="off"
          value={sql}
          onChange={(event) => setSql(event.currentTarget.value)}
          onKeyDown={(event) => {
            if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey) || isComposing(event)) return;
            event.preventDefault();
            ask();
          }}
        />
        <div className={css.buttons}>
          <Button type="submit" loading={run.isPending} disabled={sql.trim() === ''}>
            {t('run')}
          </Button>
        </div>
      </form>
      {run.error && <Notice tone="danger">{run.error.message || t('failed')}</Notice>}
      {run.data && <SqlResult answer={run.data} />}
      <Section title={t('tables')} sentence={t('tablesSentence')}>
        <Loaded query={tables}>
          {(data) => <TableList tables={data.tables} onPick={(name) => setSql(`select *\nfrom ${name}\nlimit 100`)} />}
        </Loaded>
      </Section>
    </>
  );
}
