import { notifications } from '@mantine/notifications';
import i18next from 'i18next';

/** What every toast has in common; its cross needs a name for a screen reader. */
const toast = () => ({ withBorder: true, closeButtonProps: { 'aria-label': i18next.t('ui:close') } });

/** A short word that something went well; nothing to answer. */
export function showDone(message: string) {
  notifications.show({ ...toast(), message, color: 'evergreen', autoClose: 4000 });
}

/** Something failed beside the screen's own flow; the sentence says what was kept. */
export function showFailure(message: string) {
  notifications.show({ ...toast(), message, color: 'red', autoClose: 8000 });
}
