import { Button, Skeleton } from '@mantine/core';
import { useTimeout } from '@mantine/hooks';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ApiError } from '../lib/api-error.ts';
import css from './states.module.css';

interface EmptyStateProps {
  /** One sentence: what would stand here and why it does not yet. */
  sentence: ReactNode;
  action?: ReactNode;
  /** A way to see the screen filled in the demo shop. */
  demo?: ReactNode;
}

/** Nothing here yet: one sentence, one action, a way to see it in the demo. */
export function EmptyState({ sentence, action, demo }: EmptyStateProps) {
  return (
    <div className={css.state}>
      <p className={css.sentence}>{sentence}</p>
      {action && <div>{action}</div>}
      {demo && <div className={css.aside}>{demo}</div>}
    </div>
  );
}

/** Something failed: what happened, what was kept, and a way to try again. */
export function ErrorState({ error, onRetry, kept }: { error: unknown; onRetry?: () => void; kept?: string }) {
  const { t } = useTranslation('ui');
  if (error instanceof ApiError && error.code === 'forbidden') return <NoPermission sentence={error.message} />;
  const known = error instanceof ApiError ? error.message || t(`error.${error.code}`, { defaultValue: '' }) : '';
  return (
    <div className={css.state} role="alert">
      <p className={css.sentence}>{known || t('error.unexpected')}</p>
      {kept && <p className={css.aside}>{kept}</p>}
      {onRetry && (
        <Button variant="default" onClick={onRetry}>
          {t('error.retry')}
        </Button>
      )}
    </div>
  );
}

/** The person may not see this: says who can give the right. */
export function NoPermission({ sentence, what }: { sentence?: string; what?: string }) {
  const { t } = useTranslation('ui');
  return (
    <div className={css.state}>
      <p className={css.sentence}>
        {sentence || t('noPermission.sentence', { what: what ?? t('noPermission.thisScreen') })}
      </p>
      <p className={css.aside}>{t('noPermission.who')}</p>
    </div>
  );
}

/** A skeleton that appears only when waiting takes longer than 300 ms, so that quick answers do not flicker. */
export function Loading({ rows = 5 }: { rows?: number }) {
  const { t } = useTranslation('ui');
  const [shown, setShown] = useState(false);
  useTimeout(() => setShown(true), 300, { autoInvoke: true });
  return (
    <div className={css.loading} role="status" data-shown={shown || undefined}>
      <span className="d-visually-hidden">{shown ? t('loading') : ''}</span>
      {shown &&
        Array.from({ length: rows }, (_unused, index) => (
          <Skeleton key={index} height={20} width={`${96 - ((index * 17) % 40)}%`} />
        ))}
    </div>
  );
}

interface QueryLike<T> {
  data: T | undefined;
  error: unknown;
  refetch: () => unknown;
}

/** Shows a query: skeleton, error with retry, no permission, or its data. Data already here stays while it is refreshed. */
export function Loaded<T>({
  query,
  rows,
  children,
}: {
  query: QueryLike<T>;
  rows?: number;
  children: (data: T) => ReactNode;
}) {
  if (query.data !== undefined) return <>{children(query.data)}</>;
  if (query.error) return <ErrorState error={query.error} onRetry={() => void query.refetch()} />;
  return <Loading {...(rows === undefined ? {} : { rows })} />;
}

/** A line above a screen: what is missing and why, or when the data was last true. */
export function Notice({
  tone = 'neutral',
  children,
}: {
  tone?: 'neutral' | 'warning' | 'danger' | 'accent';
  children: ReactNode;
}) {
  return (
    <div className={css.notice} data-tone={tone} role={tone === 'danger' ? 'alert' : undefined}>
      {children}
    </div>
  );
}
