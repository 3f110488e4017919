import type { ComponentProps } from 'react';
import { useTranslation } from 'react-i18next';
import { Counter } from '../../features/loyalty/counter.tsx';
import { PersonPick } from '../../features/record-entry/person-pick.tsx';
import { Page } from '../../ui/page.tsx';

const askPerson = (asked: ComponentProps<typeof PersonPick>) => <PersonPick {...asked} />;

export default function ServeScreen() {
  const { t } = useTranslation('shell');
  return (
    <Page title={t('place.serve')} width="reading">
      <Counter pick={askPerson} />
    </Page>
  );
}
