import { useTranslation } from 'react-i18next';
import { Counter } from '../../features/loyalty/counter.tsx';
import { RefundCalculator } from '../../features/loyalty/refund-calculator.tsx';
import { MenuMarks } from '../../features/menu/marks.tsx';
import { PersonPick } from '../../features/record-entry/person-pick.tsx';
import { Page } from '../../ui/page.tsx';

const pickPerson = (asked: Parameters<typeof PersonPick>[0]) => <PersonPick {...asked} />;

export default function ServeScreen() {
  const { t } = useTranslation('shell');
  return (
    <Page title={t('place.serve')} width="reading">
      <Counter pick={pickPerson} />
      <MenuMarks />
      <RefundCalculator />
    </Page>
  );
}
