import { Button, Textarea } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { listMartTables, queryMartSql, SQL_LIMITS } from '../../../../modules/insights/contract/analyst.ts';
import { queryFor, useCall } from '../../../lib/api.ts';
import { useFormat } from '../../../lib/format.ts';
import { isComposing } from '../../../lib/keys.ts';
import { useCan } from '../../../lib/session.ts';
import { Page, Section } from '../../../ui/page.tsx';
import { Loaded, NoPermission, Notice } from '../../../ui/states.tsx';
import { InsightNav } from '../insight-nav.tsx';
import css from '../insights.module.css';
import { Download } from './download.tsx';
import { SqlResult } from './sql-result.tsx';
import { TableList } from './table-list.tsx';

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
  const mayDownload = useCan('insights:export');
  const field = useRef<HTMLTextAreaElement>(null);
  const pick = (name: string) => {
    setSql(`select *\nfrom ${name}\nlimit 100`);
    field.current?.focus();
  };
  const ask = () => {
    if (sql.trim() !== '' && !run.isPending) run.mutate({ body: { sql, maxRows: SQL_LIMITS.usualRows } });
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
          ref={field}
          className={css.sqlText}
          label={t('label')}
          description={t('limits', {
            seconds: SQL_LIMITS.seconds,
            megabytes: SQL_LIMITS.memoryMb,
            rows: format.count(SQL_LIMITS.usualRows),
          })}
          placeholder={t('placeholder')}
          autosize
          minRows={6}
          maxRows={20}
          maxLength={SQL_LIMITS.letters}
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
      {run.data && <SqlResult answer={run.data} sql={run.variables.body?.sql ?? ''} />}
      <Loaded query={tables}>
        {(data) => (
          <>
            <Section title={t('departments')} sentence={t('departmentsSentence')}>
              <TableList tables={data.tables.filter(({ head }) => head !== null)} onPick={pick} />
            </Section>
            <Section title={t('tables')} sentence={t('tablesSentence')} action={mayDownload ? <Download /> : undefined}>
              <TableList tables={data.tables.filter(({ head }) => head === null)} onPick={pick} />
            </Section>
          </>
        )}
      </Loaded>
    </>
  );
}
