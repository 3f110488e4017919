import { Button } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { previewMessage } from '../../../modules/messaging/contract.ts';
import { call } from '../../lib/api.ts';
import { useFormat } from '../../lib/format.ts';
import { useShop } from '../../lib/session.ts';
import { Bubble } from '../../ui/letter.tsx';
import { Notice } from '../../ui/states.tsx';
import { Tag } from '../../ui/tag.tsx';
import css from './messaging.module.css';
import { MissingParts } from './missing-parts.tsx';

/** A pause in typing after which the text is counted anew. */
const PAUSE_MS = 300;

/** Follows an emoji and shows nothing by itself. */
const SELECTOR = '\u{FE0F}';

interface TextMeterProps {
  channel: 'sms' | 'kakao';
  text: string;
  locale: 'ko' | 'en';
  hasPicture: boolean;
  /** What everybody gets alike. */
  offer: { offer: string; until: string; coupon: string };
  onReplace: (text: string) => void;
}

/** A text as it will stand on the phone of the longest and of the emptiest person: bytes, kind, price, locked parts. */
export function TextMeter({ channel, text, locale, hasPicture, offer, onReplace }: TextMeterProps) {
  const { t } = useTranslation('messages');
  const format = useFormat();
  const { currency } = useShop();
  const [settled] = useDebouncedValue(text, PAUSE_MS);
  const body = { channel, text: settled, locale, hasPicture, offer, class: 'ad' as const };
  const { data } = useQuery({
    queryKey: ['message-preview', body],
    queryFn: () => call(previewMessage, { body }),
    placeholderData: keepPreviousData,
  });
  if (!data) return null;
  const [longest] = data.samples;
  const strange = [...new Set(data.samples.flatMap(({ notEncodable }) => notEncodable))];
  return (
    <>
      {longest && (
        <div className={css.chips}>
          <span className={css.quiet}>{t('meter.locked')}</span>
          {longest.chips.map((chip) => (
            <Tag key={chip.kind}>{chip.text}</Tag>
          ))}
        </div>
      )}
      <MissingParts parts={data.missingParts} />
      {data.problem !== '' && <Notice tone="warning">{t(`meter.problem.${data.problem}`)}</Notice>}
      {strange.length > 0 && (
        <Notice tone="warning">
          {t('meter.strange', { signs: strange.filter((sign) => sign !== SELECTOR).join(' ') })}{' '}
          {data.replacement !== settled && (
            <Button size="compact-sm" variant="default" onClick={() => onReplace(data.replacement)}>
              {t('meter.replace')}
            </Button>
          )}
        </Notice>
      )}
      <div className={css.phones} aria-live="polite">
        {data.samples.map((sample) => (
          <article key={sample.which} className={css.phone}>
            <p className={css.quiet}>{t(`meter.which.${sample.which}`)}</p>
            <Bubble text={sample.text} />
            <p className={css.quiet}>
              {t('meter.count', {
                medium: t(`medium.${sample.medium}`),
                bytes: format.count(sample.bytes),
                limit: format.count(sample.limitBytes),
              })}
              {sample.priceMinor > 0 && ` · ${format.money(sample.priceMinor, currency)}`}
            </p>
            {sample.missing.length > 0 && (
              <p className={css.over}>{t('meter.missing', { list: sample.missing.join(', ') })}</p>
            )}
          </article>
        ))}
      </div>
    </>
  );
}
