import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Told } from '../../ui/meanings.tsx';
import { Page } from '../../ui/page.tsx';
import { Loaded } from '../../ui/states.tsx';
import { FigureMeanings } from './definitions.tsx';
import { InsightNav } from './insight-nav.tsx';
import css from './insights.module.css';

interface Answer {
  sentences: readonly { key: string; text: string; metrics: readonly string[] }[];
  metrics: readonly string[];
}

interface InsightPageProps<T extends Answer> {
  name: 'regulars' | 'menu' | 'pairs' | 'hours' | 'forecast' | 'cohorts' | 'risks';
  query: { data: T | undefined; error: unknown; refetch: () => unknown };
  /** Stands while the answer is awaited, where that may take long. */
  meanwhile?: string;
  children: (data: T) => ReactNode;
}

/** Frame of an insight page: what the figures say, the way to the other pages, pictures and tables, and what each figure means. */
export function InsightPage<T extends Answer>({ name, query, meanwhile, children }: InsightPageProps<T>) {
  const { t } = useTranslation('understand');
  const [first, ...others] = query.data?.sentences ?? [];
  return (
    <Page title={t(`nav.${name}`)} sentence={first && <Told metrics={first.metrics}>{first.text}</Told>}>
      <InsightNav />
      {meanwhile && !query.data && !query.error && <p className={css.quiet}>{meanwhile}</p>}
      <Loaded query={query} rows={8}>
        {(data) => (
          <>
            {others.length > 0 && (
              <ul className={css.sayings}>
                {others.map(({ text, metrics }) => (
                  <li key={text}>
                    <Told metrics={metrics}>{text}</Told>
                  </li>
                ))}
              </ul>
            )}
            {children(data)}
            <FigureMeanings keys={data.metrics} />
          </>
        )}
      </Loaded>
    </Page>
  );
}
