import { Button } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { useCan } from '../../lib/session.ts';
import { Section } from '../../ui/page.tsx';

/** The way from the settings to everything about personal data. */
export function PrivacyEntry() {
  const { t } = useTranslation('privacy');
  const mayAnswer = useCan('customers:unmask');
  if (!mayAnswer) return null;
  return (
    <Section title={t('title')} sentence={t('sentence')}>
      <Button variant="default" component={Link} to="/settings/privacy">
        {t('open')}
      </Button>
    </Section>
  );
}
