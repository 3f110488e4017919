import { useTranslation } from 'react-i18next';

/** Why somebody left an automation or got nothing from it, in words: a reason of automations, or one of plays. */
export function useReason(): (reason: string) => string {
  const { t } = useTranslation(['flows', 'plays']);
  return (reason) => t([`runs.reason.${reason}`, `plays:reason.${reason}`, 'plays:reason.unknown']);
}
