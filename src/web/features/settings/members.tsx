import { Button, PasswordInput, Select, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { createMember, listMembers, removeMember, zPassword, zRole } from '../../../modules/staff/contract.ts';
import { keyOf, queryFor, useCall } from '../../lib/api.ts';
import { useSession } from '../../lib/session.ts';
import { Section } from '../../ui/page.tsx';
import { Loaded, Notice } from '../../ui/states.tsx';
import { Tag } from '../../ui/tag.tsx';
import { MemberPassword } from './member-password.tsx';
import css from './settings.module.css';

const MIN_PASSWORD = zPassword.minLength ?? 10;

/** Who may sign in to this shop. */
export function Members() {
  const { t } = useTranslation('settings');
  const { account } = useSession();
  const client = useQueryClient();
  const query = useQuery(queryFor(listMembers));
  const remove = useCall(removeMember);
  const create = useCall(createMember);
  const refresh = () => client.invalidateQueries({ queryKey: keyOf(listMembers) });
  const form = useForm({ initialValues: { email: '', name: '', password: '', role: 'staff' } });
  const submit = form.onSubmit((values) =>
    create.mutate(
      { body: { ...values, role: zRole.parse(values.role) } },
      {
        onSuccess: () => {
          form.reset();
          void refresh();
        },
        onError: (error) => form.setErrors(error.fieldErrors()),
      },
    ),
  );
  return (
    <Section title={t('staff.title')} sentence={t('staff.sentence')}>
      {remove.error && <Notice tone="danger">{remove.error.message || t('notSaved')}</Notice>}
      <Loaded query={query}>
        {({ members }) => (
          <ul className={css.rows}>
            {members.map((member) => (
              <li key={member.accountId}>
                <span>
                  {member.name || member.email} <Tag>{t(`role.${member.role}`)}</Tag>
                  {member.name && <div className={css.quiet}>{member.email}</div>}
                </span>
                {member.accountId !== account.accountId && (
                  <span className={css.actions}>
                    <MemberPassword accountId={member.accountId} who={member.name || member.email} />
                    <Button
                      variant="subtle"
                      color="gray"
                      aria-label={t('staff.removeWho', { who: member.email })}
                      onClick={() =>
                        remove.mutate({ params: { accountId: member.accountId } }, { onSuccess: () => void refresh() })
                      }
                    >
                      {t('staff.remove')}
                    </Button>
                  </span>
                )}
              </li>
            ))}
          </ul>
        )}
      </Loaded>
      <form className={css.form} onSubmit={submit} noValidate>
        {create.error && <Notice tone="danger">{create.error.message || t('notSaved')}</Notice>}
        <div className={css.pair}>
          <TextInput label={t('staff.email')} type="email" autoComplete="off" {...form.getInputProps('email')} />
          <TextInput label={t('staff.name')} autoComplete="off" {...form.getInputProps('name')} />
          <PasswordInput
            label={t('staff.password', { count: MIN_PASSWORD })}
            autoComplete="new-password"
            visibilityToggleButtonProps={{ 'aria-label': t('ui:server.show') }}
            {...form.getInputProps('password')}
          />
          <Select
            label={t('staff.role')}
            allowDeselect={false}
            data={zRole.options.map((role) => ({ value: role, label: t(`role.${role}`) }))}
            {...form.getInputProps('role')}
          />
        </div>
        <div className={css.actions}>
          <Button
            type="submit"
            variant="default"
            loading={create.isPending}
            disabled={form.values.email === '' || form.values.password.length < MIN_PASSWORD}
          >
            {t('staff.add')}
          </Button>
        </div>
      </form>
    </Section>
  );
}
