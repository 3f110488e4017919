import { useTranslation } from 'react-i18next';
import { ApiError } from '../lib/api-error.ts';
import { Notice } from './states.tsx';

/** Whether the address itself leads nowhere: cut short, mistyped, or taken back. */
export const isDeadLink = (error: unknown) =>
  error instanceof ApiError && (error.code === 'invalid_input' || error.code === 'not_found');

/** A link of the shop's that is no longer any good: whoever holds it can only ask the shop. */
export function DeadLink() {
  const { t } = useTranslation('ui');
  return <Notice tone="danger">{t('deadLink')}</Notice>;
}
