import { useTranslation } from 'react-i18next';
import { Page } from '../ui/page.tsx';
import { EmptyState } from '../ui/states.tsx';

/** A place whose screens do not exist yet says so, and what will stand there. */
export function NotBuilt({ place }: { place: string }) {
  const { t } = useTranslation('shell');
  return (
    <Page title={t(`place.${place}`)}>
      <EmptyState sentence={t('notBuilt', { what: t(`willHold.${place}`) })} />
    </Page>
  );
}
