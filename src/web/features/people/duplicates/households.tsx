import { Button, SegmentedControl, Select, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import {
  createHousehold,
  getIdentity,
  type Identity,
  joinHousehold,
  leaveHousehold,
  updateHousehold,
} from '../../../../modules/customers/contract/identity.ts';
import { findCustomers } from '../../../../modules/customers/contract.ts';
import { formatBusinessNumber, readBusinessNumber } from '../../../../shared/business-number.ts';
import { keyOf, queryFor, useCall } from '../../../lib/api.ts';
import { useCan } from '../../../lib/session.ts';
import { Notice } from '../../../ui/states.tsx';
import css from './duplicates.module.css';

type Household = Identity['households'][number];

/** Whom she belongs to without being one with them (OP-06): a family behind one door, a company. */
export function Households({ customerId, households }: { customerId: string; households: readonly Household[] }) {
  const { t } = useTranslation('identity');
  const canWrite = useCan('customers:write');
  const [isMaking, setMaking] = useState(false);
  if (households.length === 0 && !canWrite) return null;
  return (
    <>
      <h3 className={css.subtitle}>{t('household.title')}</h3>
      {households.map((household) => (
        <HouseholdRow key={household.householdId} customerId={customerId} household={household} />
      ))}
      {canWrite &&
        (isMaking ? (
          <NewHousehold customerId={customerId} onClose={() => setMaking(false)} />
        ) : (
          <Button variant="subtle" size="compact-sm" onClick={() => setMaking(true)}>
            {t('household.make')}
          </Button>
        ))}
    </>
  );
}

/** What a change leads to: every open card of the family is asked anew. */
function useRefresh() {
  const client = useQueryClient();
  return () => void client.invalidateQueries({ queryKey: keyOf(getIdentity) });
}

function HouseholdRow({ customerId, household }: { customerId: string; household: Household }) {
  const { t } = useTranslation('identity');
  const canWrite = useCan('customers:write');
  const refresh = useRefresh();
  const update = useCall(updateHousehold);
  const join = useCall(joinHousehold);
  const leave = useCall(leaveHousehold);
  const [isOpen, setOpen] = useState(false);
  const [name, setName] = useState(household.name);
  const [businessNo, setBusinessNo] = useState(formatBusinessNumber(household.businessNo));
  const { householdId, kind, members, memberCount } = household;
  const isSame = name === household.name && businessNo === formatBusinessNumber(household.businessNo);
  const params = { householdId };
  const failed = update.error ?? join.error ?? leave.error;
  const title = household.name || t(`card.${kind}`);
  return (
    <div className={css.household}>
      <p className={css.householdHead}>
        <span>
          {title}
          {household.businessNo !== '' && ` · ${formatBusinessNumber(household.businessNo)}`}
        </span>
        {canWrite && (
          <Button
            variant="subtle"
            size="compact-sm"
            aria-expanded={isOpen}
            aria-label={t('household.changeWhat', { name: title })}
            onClick={() => setOpen(!isOpen)}
          >
            {t(isOpen ? 'household.close' : 'household.change')}
          </Button>
        )}
      </p>
      <ul className={css.plainList}>
        {members.map((member) => (
          <li key={member.customerId} className={css.member}>
            {member.customerId === customerId ? (
              <span>{member.name || t('unnamed')}</span>
            ) : (
              <Link to="/people/$customerId" params={{ customerId: member.customerId }} className={css.card}>
                {member.name || t('unnamed')}
              </Link>
            )}
            {isOpen && (
              <Button
                variant="subtle"
                size="compact-sm"
                loading={leave.isPending}
                aria-label={t('household.leaveWho', { name: member.name || t('unnamed') })}
                onClick={() =>
                  leave.mutate({ params: { customerId: member.customerId, householdId } }, { onSuccess: refresh })
                }
              >
                {t('household.leave')}
              </Button>
            )}
          </li>
        ))}
      </ul>
      {memberCount > members.length && (
        <p className={css.quiet}>{t('household.others', { count: memberCount - members.length })}</p>
      )}
      {isOpen && (
        <div className={css.householdForm}>
          {failed && <Notice tone="danger">{failed.message}</Notice>}
          <form
            className={css.householdForm}
            onSubmit={(event) => {
              event.preventDefault();
              update.mutate(
                { params, body: { name, ...(kind === 'company' ? { businessNo } : {}) } },
                { onSuccess: refresh },
              );
            }}
          >
            <TextInput
              label={t('household.name')}
              value={name}
              maxLength={100}
              onChange={(event) => setName(event.currentTarget.value)}
            />
            {kind === 'company' && <BusinessNo value={businessNo} onChange={setBusinessNo} />}
            <Button type="submit" variant="default" loading={update.isPending} disabled={isSame}>
              {t('household.rename')}
            </Button>
          </form>
          <PersonSelect
            label={t('household.add')}
            without={members.map((member) => member.customerId)}
            onPick={(picked) => join.mutate({ params, body: { customerId: picked } }, { onSuccess: refresh })}
          />
        </div>
      )}
    </div>
  );
}

function NewHousehold({ customerId, onClose }: { customerId: string; onClose: () => void }) {
  const { t } = useTranslation('identity');
  const refresh = useRefresh();
  const create = useCall(createHousehold);
  const [kind, setKind] = useState<'household' | 'company'>('household');
  const [name, setName] = useState('');
  const [businessNo, setBusinessNo] = useState('');
  const [other, setOther] = useState('');
  return (
    <form
      className={css.householdForm}
      onSubmit={(event) => {
        event.preventDefault();
        create.mutate(
          {
            params: { customerId },
            body: { kind, name, businessNo: kind === 'company' ? businessNo : '', withCustomerIds: [other] },
          },
          {
            onSuccess: () => {
              refresh();
              onClose();
            },
          },
        );
      }}
    >
      {create.error && <Notice tone="danger">{create.error.message}</Notice>}
      <SegmentedControl
        aria-label={t('household.kind')}
        data={(['household', 'company'] as const).map((value) => ({ value, label: t(`card.${value}`) }))}
        value={kind}
        onChange={(value) => setKind(value === 'company' ? 'company' : 'household')}
      />
      <PersonSelect label={t('household.with')} without={[customerId]} onPick={setOther} keepsPick />
      <TextInput
        label={t('household.name')}
        value={name}
        maxLength={100}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      {kind === 'company' && <BusinessNo value={businessNo} onChange={setBusinessNo} />}
      <div className={css.actions}>
        <Button type="submit" variant="default" loading={create.isPending} disabled={other === ''}>
          {t('household.save')}
        </Button>
        <Button variant="subtle" onClick={onClose}>
          {t('cancel')}
        </Button>
      </div>
    </form>
  );
}

/** The number of a company; a slip is told while it is typed (OP-60). */
function BusinessNo({ value, onChange }: { value: string; onChange: (value: string) => void }) {
  const { t } = useTranslation('identity');
  const isWrong = value.replace(/\D/g, '').length >= 10 && readBusinessNumber(value) === undefined;
  return (
    <TextInput
      label={t('household.businessNo')}
      value={value}
      maxLength={20}
      inputMode="numeric"
      placeholder="000-00-00000"
      error={isWrong ? t('household.businessNoWrong') : undefined}
      onChange={(event) => onChange(event.currentTarget.value)}
      onBlur={() => onChange(formatBusinessNumber(readBusinessNumber(value) ?? value))}
    />
  );
}

const TYPING_MS = 250;
const FOUND = 8;

/** A person by name or the end of her number (OP-03), masked. */
function PersonSelect({
  label,
  without,
  onPick,
  keepsPick = false,
}: {
  label: string;
  without: readonly string[];
  onPick: (customerId: string) => void;
  keepsPick?: boolean;
}) {
  const { t } = useTranslation('identity');
  const [typed, setTyped] = useState('');
  const [picked, setPicked] = useState<string | null>(null);
  const [q] = useDebouncedValue(typed.trim(), TYPING_MS);
  const found = useQuery({ ...queryFor(findCustomers, { query: { q, limit: FOUND } }), enabled: q.length >= 2 });
  const people = (found.data?.customers ?? []).filter((one) => !without.includes(one.customerId));
  return (
    <Select
      label={label}
      placeholder={t('household.find')}
      searchable
      clearable={keepsPick}
      filter={({ options }) => options}
      nothingFoundMessage={q.length >= 2 && found.data ? t('household.nobody') : undefined}
      data={people.map((one) => ({
        value: one.customerId,
        label: [one.name || t('unnamed'), one.phoneMasked].filter(Boolean).join(' '),
      }))}
      value={picked}
      onSearchChange={setTyped}
      onChange={(customerId) => {
        setPicked(keepsPick ? customerId : null);
        if (customerId !== null || keepsPick) onPick(customerId ?? '');
      }}
    />
  );
}
