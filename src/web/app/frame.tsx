import { Button, Group } from '@mantine/core';
import { type ErrorComponentProps, Link, Outlet, useCanGoBack, useRouter } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { Page } from '../ui/page.tsx';
import { EmptyState, ErrorState, Loading } from '../ui/states.tsx';
import css from './frame.module.css';

export function RootFrame() {
  const { t } = useTranslation('shell');
  return (
    <>
      <a href="#main" className={css.skip}>
        {t('skipToContent')}
      </a>
      <Outlet />
    </>
  );
}

/** A screen broke: the rest of the app still stands, and trying again is one press. */
export function ScreenError({ error, reset }: ErrorComponentProps) {
  const { t } = useTranslation('shell');
  const router = useRouter();
  const retry = () => {
    reset();
    void router.invalidate();
  };
  return (
    <Page title={t('brokenTitle')} width="reading">
      <ErrorState error={error} onRetry={retry} />
    </Page>
  );
}

/** An address that leads nowhere; behind sign-in the rail and the search box stand around it. */
export function NotFound() {
  const { t } = useTranslation('shell');
  const router = useRouter();
  const canGoBack = useCanGoBack();
  return (
    <Page title={t('notFoundTitle')} width="reading">
      <EmptyState
        sentence={t('notFound')}
        action={
          <Group gap="xs">
            <Button component={Link} to="/">
              {t('toToday')}
            </Button>
            {canGoBack && (
              <Button variant="default" onClick={() => router.history.back()}>
                {t('goBack')}
              </Button>
            )}
          </Group>
        }
      />
    </Page>
  );
}

export function Waiting() {
  return (
    <div className={css.waiting}>
      <Loading />
    </div>
  );
}
