import { Button, NumberInput } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { createOfferCodes, listOffers, type Offer, stopOffer } from '../../../modules/loyalty/contract/offers.ts';
import { keyOf, queryFor, useCall } from '../../lib/api.ts';
import { useFormat } from '../../lib/format.ts';
import { inLine } from '../../lib/in-line.ts';
import { useCan } from '../../lib/session.ts';
import { Section } from '../../ui/page.tsx';
import { EmptyState, Loaded, Notice } from '../../ui/states.tsx';
import css from './loyalty.module.css';
import { NewOffer } from './new-offer.tsx';
import { sayOffer } from './offer-sentence.ts';

const CODES_AT_FIRST = 100;

/** Coupons outside of plays: a word on a leaflet, with its cost and where it was given out (OP-54). */
export function Offers() {
  const { t } = useTranslation('loyalty');
  const query = useQuery(queryFor(listOffers));
  const mayMake = useCan('plays:write');
  const [isMaking, setMaking] = useState(false);
  const [isMade, setMade] = useState(false);
  return (
    <Section
      title={t('coupons.title')}
      sentence={t('coupons.sentence')}
      action={
        mayMake && !isMaking ? (
          <Button
            onClick={() => {
              setMade(false);
              setMaking(true);
            }}
          >
            {t('coupons.new')}
          </Button>
        ) : undefined
      }
    >
      {isMaking && (
        <NewOffer
          onMade={() => {
            setMade(true);
            setMaking(false);
          }}
          onCancel={() => setMaking(false)}
        />
      )}
      {isMade && (
        <p role="status" className={css.quiet}>
          {t('saved')}
        </p>
      )}
      <Loaded query={query}>
        {({ offers }) =>
          offers.length === 0 ? (
            <EmptyState sentence={t('coupons.empty')} />
          ) : (
            <ul className={css.list}>
              {offers.map((offer) => (
                <OfferRow key={offer.offerId} offer={offer} mayStop={mayMake} />
              ))}
            </ul>
          )
        }
      </Loaded>
    </Section>
  );
}

function OfferRow({ offer, mayStop }: { offer: Offer; mayStop: boolean }) {
  const { t } = useTranslation('loyalty');
  const format = useFormat();
  const client = useQueryClient();
  const stop = useCall(stopOffer);
  return (
    <li className={`${css.item} ${css.offer}`}>
      <div>
        <strong>{offer.name}</strong> <span className={css.quiet}>{t(`coupons.state.${offer.state}`)}</span>
        <div className={css.quiet}>
          {inLine([offer.sharedCode, t('coupons.until', { day: format.day(offer.validUntil) })])}
        </div>
        <div>{sayOffer(offer, { t, format })}</div>
        {offer.sharedCode === null && offer.codes > 0 && (
          <div className={css.quiet}>{t('coupons.codes', { count: offer.codes })}</div>
        )}
        <div>{t('coupons.used', { count: offer.usedCount, amount: format.money(offer.spentMinor) })}</div>
      </div>
      {mayStop && offer.sharedCode === null && (offer.state === 'running' || offer.state === 'waiting') && (
        <NewCodes offer={offer} />
      )}
      {mayStop && offer.state === 'running' && (
        <Button
          variant="default"
          loading={stop.isPending}
          onClick={() =>
            stop.mutate(
              { params: { offerId: offer.offerId } },
              { onSuccess: () => void client.invalidateQueries({ queryKey: keyOf(listOffers) }) },
            )
          }
        >
          {t('coupons.stop')}
        </Button>
      )}
    </li>
  );
}

/** Codes that are good once each, as a file for the printer; given to nobody in particular. */
function NewCodes({ offer }: { offer: Offer }) {
  const { t } = useTranslation('loyalty');
  const client = useQueryClient();
  const create = useCall(createOfferCodes);
  const [count, setCount] = useState<number | string>(CODES_AT_FIRST);
  return (
    <div className={css.row}>
      {create.error && <Notice tone="danger">{create.error.message || t('failed')}</Notice>}
      <NumberInput
        aria-label={t('coupons.codeCount')}
        min={1}
        max={5_000}
        allowDecimal={false}
        w={96}
        value={count}
        onChange={setCount}
      />
      <Button
        variant="default"
        loading={create.isPending}
        disabled={!(Number(count) >= 1)}
        onClick={() =>
          create.mutate(
            { params: { offerId: offer.offerId }, body: { count: Number(count) } },
            {
              onSuccess: ({ codes }) => {
                saveCodes(offer.name, codes);
                void client.invalidateQueries({ queryKey: keyOf(listOffers) });
              },
            },
          )
        }
      >
        {t('coupons.makeCodes')}
      </Button>
    </div>
  );
}

function saveCodes(name: string, codes: readonly string[]) {
  const url = URL.createObjectURL(new Blob([`code\r\n${codes.join('\r\n')}\r\n`], { type: 'text/csv' }));
  const link = Object.assign(document.createElement('a'), { href: url, download: `${name}.csv` });
  link.click();
  URL.revokeObjectURL(url);
}
