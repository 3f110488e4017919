import { Button, Modal, TextInput } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { setMemberPassword } from '../../../modules/staff/contract.ts';
import { useCall } from '../../lib/api.ts';
import { Notice } from '../../ui/states.tsx';
import { FIRST_PASSWORD_BYTES, makeFirstPassword } from './first-password.ts';
import css from './settings.module.css';

/** Stays the same function, so that it runs when the field comes and not at every letter. */
const putFocus = (field: HTMLInputElement | null) => field?.focus();

/** A new first password for a member who forgot hers: shown once, to be handed over. */
export function MemberPassword({ accountId, who }: { accountId: string; who: string }) {
  const { t } = useTranslation('settings');
  const [opened, { open, close }] = useDisclosure(false);
  const set = useCall(setMemberPassword);
  const [made, setMade] = useState('');
  const [copied, setCopied] = useState(false);
  const make = () => {
    const password = makeFirstPassword(crypto.getRandomValues(new Uint8Array(FIRST_PASSWORD_BYTES)));
    set.mutate({ params: { accountId }, body: { password } }, { onSuccess: () => setMade(password) });
  };
  const copy = async () => {
    await navigator.clipboard.writeText(made);
    setCopied(true);
  };
  const forget = () => {
    setMade('');
    setCopied(false);
    set.reset();
  };
  return (
    <>
      <Button variant="subtle" color="gray" aria-label={t('staff.newPasswordWho', { who })} onClick={open}>
        {t('staff.newPassword')}
      </Button>
      <Modal
        opened={opened}
        onClose={close}
        onExitTransitionEnd={forget}
        title={t('staff.newPasswordTitle', { who })}
        closeButtonProps={{ 'aria-label': t('ui:close') }}
        centered
      >
        <div className={css.form}>
          {set.error && <Notice tone="danger">{set.error.message || t('staff.newPasswordFailed')}</Notice>}
          {made ? (
            <>
              <p className={css.quiet} role="status">
                {t('staff.newPasswordMade')}
              </p>
              <TextInput
                label={t('staff.newPassword')}
                value={made}
                readOnly
                autoComplete="off"
                spellCheck={false}
                classNames={{ input: css.password }}
                onFocus={(event) => event.currentTarget.select()}
                ref={putFocus}
              />
              <div className={css.actions}>
                {/* A browser gives the clipboard to https and to this machine only; the field can be copied by hand. */}
                {window.isSecureContext && (
                  <Button variant="default" onClick={() => void copy()}>
                    {copied ? t('staff.copied') : t('staff.copy')}
                  </Button>
                )}
                <Button onClick={close}>{t('staff.handedOver')}</Button>
              </div>
            </>
          ) : (
            <>
              <p className={css.quiet}>{t('staff.newPasswordSentence')}</p>
              <div className={css.actions}>
                <Button loading={set.isPending} onClick={make}>
                  {t('staff.makePassword')}
                </Button>
                <Button variant="default" onClick={close}>
                  {t('staff.leavePassword')}
                </Button>
              </div>
            </>
          )}
        </div>
      </Modal>
    </>
  );
}
