import type { MessageArm } from '../../../../modules/flows/contract.ts';
import { ChannelFields, WordFields } from '../../../ui/message-fields.tsx';
import { OfferFields } from '../../../ui/offer-fields.tsx';
import css from '../flows.module.css';
import { useWords } from './words.ts';

/** What goes to somebody: how, with which coupon, in which words. */
export function MessageForm({
  arm,
  asksItem = false,
  onChange,
}: {
  arm: MessageArm;
  /** Where nothing else says which item the offer is about. */
  asksItem?: boolean;
  onChange: (arm: MessageArm) => void;
}) {
  const { items } = useWords();
  const { channel, offer, message } = arm;
  const say = (words: MessageArm['message']) => onChange({ ...arm, message: words });
  return (
    <div className={css.stack}>
      <ChannelFields
        channel={channel}
        message={message}
        onChannel={(chosen) => onChange({ ...arm, channel: chosen })}
        onMessage={say}
      />
      <OfferFields
        offer={offer}
        items={asksItem ? items : undefined}
        onChange={(chosen) => onChange({ ...arm, offer: chosen })}
      />
      {channel !== 'none' && <WordFields channel={channel} message={message} onMessage={say} />}
    </div>
  );
}
