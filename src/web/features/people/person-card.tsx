import { Button } from '@mantine/core';
import { IconEye } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Navigate, useNavigate } from '@tanstack/react-router';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import {
  type Customer,
  getCustomer,
  type UnmaskedCustomer,
  unmaskCustomer,
} from '../../../modules/customers/contract.ts';
import { getPersonInsight, type PersonInsight } from '../../../modules/insights/contract.ts';
import { getConsents } from '../../../modules/privacy/contract.ts';
import type { EndpointOutput } from '../../../shared/endpoint.ts';
import { nameWithOption } from '../../../shared/item-name.ts';
import { queryFor, useCall } from '../../lib/api.ts';
import { useFormat } from '../../lib/format.ts';
import { inLine } from '../../lib/in-line.ts';
import { useCan, useSession } from '../../lib/session.ts';
import { Page, Section } from '../../ui/page.tsx';
import { Loaded, Notice } from '../../ui/states.tsx';
import { Contacts } from './contacts.tsx';
import { PersonIdentity } from './duplicates/person-identity.tsx';
import { PersonFields } from './fields-card.tsx';
import { Known } from './known.tsx';
import { chooseNextStep } from './next-step.ts';
import css from './people.module.css';
import { PersonTimeline } from './person-timeline.tsx';
import { useSentence } from './sentence.ts';

/** What was asked to be seen in clear, for as long as this card is open. */
const isYes = (state: string) => state === 'granted' || state === 'reconfirmed';

/** One person: who she is to us in one sentence, three facts, one next step; then everything behind it. */
export function PersonCard({
  customerId,
  hints,
  points,
  privacy,
}: {
  customerId: string;
  /** What staff may say to her today. */
  hints: ReactNode;
  points: ReactNode;
  privacy: ReactNode;
}) {
  const { t } = useTranslation('people');
  const query = useQuery(queryFor(getCustomer, { params: { customerId } }));
  const insight = useQuery(queryFor(getPersonInsight, { params: { customerId } }));
  const consents = useQuery(queryFor(getConsents, { params: { customerId } }));
  const unmask = useCall(unmaskCustomer);
  const canUnmask = useCan('customers:unmask');
  const [revealed, setRevealed] = useState<UnmaskedCustomer>();
  const person = query.data;
  const reveal = () => unmask.mutate({ params: { customerId } }, { onSuccess: setRevealed });
  const name = revealed?.name ?? person?.name;
  // Two records became one: a link to the one that is no longer shown leads to the other.
  if (person?.mergedInto)
    return <Navigate to="/people/$customerId" params={{ customerId: person.mergedInto }} replace />;
  return (
    <Page
      title={name || t('unnamed')}
      sentence={insight.data && <Sentence insight={insight.data} />}
      back={{ to: '/people', label: t('card.back') }}
      action={
        canUnmask && person && !revealed ? (
          <Button
            variant="default"
            leftSection={<IconEye size={16} aria-hidden />}
            loading={unmask.isPending}
            onClick={reveal}
          >
            {t('card.reveal')}
          </Button>
        ) : undefined
      }
    >
      {unmask.error && <Notice tone="danger">{unmask.error.message}</Notice>}
      {revealed && <Notice>{t('card.revealed')}</Notice>}
      <Loaded query={query} rows={10}>
        {(customer) => (
          <>
            <Loaded query={insight} rows={3}>
              {(known) => <Top customer={customer} insight={known} consents={consents.data?.consents ?? []} />}
            </Loaded>
            {hints}
            <div className={css.columns}>
              <div className={css.left}>
                <Contacts customer={customer} revealed={revealed} consents={consents} />
                {points}
                <PersonFields customerId={customerId} />
                {privacy}
                <PersonIdentity customerId={customerId} />
              </div>
              <div className={css.middle}>
                <Section title={t('card.timeline')}>
                  <PersonTimeline customerId={customerId} />
                </Section>
              </div>
              <div className={css.right}>
                <Loaded query={insight} rows={6}>
                  {(known) => <Known insight={known} />}
                </Loaded>
              </div>
            </div>
          </>
        )}
      </Loaded>
    </Page>
  );
}

function Sentence({ insight }: { insight: PersonInsight }) {
  return <>{useSentence()(insight.sentence.parts)}</>;
}

function Top({
  customer,
  insight,
  consents,
}: {
  customer: Customer;
  insight: PersonInsight;
  consents: EndpointOutput<typeof getConsents>['consents'];
}) {
  const { t } = useTranslation('people');
  const format = useFormat();
  const navigate = useNavigate();
  const canPlay = useCan('plays:write');
  const { today } = useSession().workspace;
  const hasEmail = customer.contactPoints.some((point) => point.kind === 'email' && point.invalidSince === null);
  const consentedTo = (kind: string) => consents.some((consent) => consent.kind === kind && isYes(consent.state));
  const step = chooseNextStep({
    insight,
    today,
    birthdayThisWeek: customer.birthdayThisWeek,
    hasContact: customer.contactPoints.length > 0,
    mayEmail: hasEmail && consentedTo('marketing_use') && consentedTo('ad_email'),
  });
  const item = insight.usualItems[0];
  const itemName = item ? nameWithOption(item.name, item.option) : '';
  const usual = inLine([itemName, insight.usualWeekday && t(`insights:person.weekday.${insight.usualWeekday.value}`)]);
  const next = insight.nextExpectedOn;
  return (
    <div className={css.top}>
      <dl className={css.facts}>
        <Fact label={t('card.usual')}>{usual || t('card.usualUnknown')}</Fact>
        <Fact label={t('card.next')}>
          {next === null
            ? t('card.usualUnknown')
            : t(next < today ? 'card.nextLate' : 'card.nextExpected', { day: format.day(next) })}
        </Fact>
        <Fact label={t('card.mind')}>{t(customer.birthdayThisWeek ? 'card.mindBirthday' : 'card.mindNone')}</Fact>
      </dl>
      <div className={css.step}>
        <div>
          <div className={css.stepLabel}>{t('card.step')}</div>
          <p className={css.stepText}>{t(`step.${step}.text`, { item: itemName })}</p>
        </div>
        {step === 'play' && canPlay && (
          <Button onClick={() => void navigate({ href: '/plays/new?rule=resting' })}>{t('step.play.action')}</Button>
        )}
      </div>
    </div>
  );
}

function Fact({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div className={css.fact}>
      <dt>{label}</dt>
      <dd>{children}</dd>
    </div>
  );
}
