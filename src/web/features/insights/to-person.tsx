import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';

/** The way to a person's card from a row of figures; a dash where nobody is known. */
export function ToPerson({ customerId }: { customerId: string | null }) {
  const { t } = useTranslation('understand');
  if (customerId === null) return '–';
  return (
    <Link to="/people/$customerId" params={{ customerId }}>
      {t('risks.toPerson')}
    </Link>
  );
}
