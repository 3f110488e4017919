import { useTranslation } from 'react-i18next';
import { describeOffer, validUntil } from '../../../modules/plays/contract/offer-words.ts';
import type { Play } from '../../../modules/plays/contract/play.ts';
import type { PlayPreview } from '../../../modules/plays/contract.ts';
import { useFormat } from '../../lib/format.ts';
import { inLine } from '../../lib/in-line.ts';
import { useSession } from '../../lib/session.ts';
import { Message } from '../../ui/letter.tsx';
import { viewArm } from './arms.tsx';
import css from './plays.module.css';

/** What arrives: of each arm the message as one person gets it, how it goes, and the coupon in it. */
export function WhatLeaves({ play, preview }: { play: Play; preview: PlayPreview }) {
  const { t } = useTranslation('plays');
  const format = useFormat();
  const { shop, today } = useSession().workspace;
  const samples = preview.samples.filter(({ which }) => which === 'fullest');
  const offerOf = (sample: PlayPreview['samples'][number]) => {
    const arm = viewArm(play, sample.arm);
    const until = validUntil(arm.offer, today);
    if (until === null) return t('leaves.noCoupon');
    const words = describeOffer(arm.offer, shop.currency, format.locale);
    return t('leaves.coupon', { offer: words, day: format.day(until) });
  };
  return samples.map((sample) => (
    <div key={sample.arm}>
      <Message
        isMail={sample.medium === 'email'}
        head={t(`channel.${viewArm(play, sample.arm).channel}`)}
        subject={sample.subject}
        text={sample.text}
      />
      <p className={css.quiet}>
        {inLine([
          sample.length &&
            t('messages:meter.count', {
              medium: t(`messages:medium.${sample.medium}`),
              bytes: format.count(sample.length.bytes),
              limit: format.count(sample.length.limitBytes),
            }),
          offerOf(sample),
        ])}
      </p>
    </div>
  ));
}
