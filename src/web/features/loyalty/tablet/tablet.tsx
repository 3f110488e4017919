import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Holdings } from '../../../../modules/loyalty/contract/points.ts';
import { getTabletShop, lookUpOnTablet } from '../../../../modules/loyalty/contract/tablet.ts';
import type { EndpointOutput } from '../../../../shared/endpoint.ts';
import { newId } from '../../../../shared/ids.ts';
import { formatMoney } from '../../../../shared/money.ts';
import { ApiError, COUNTER_ANSWER_MS, call, deadlineIn } from '../../../lib/api.ts';
import { currentLocale } from '../../../lib/i18n.ts';
import { StartOver } from '../../../ui/start-over.tsx';
import { Loaded, Notice } from '../../../ui/states.tsx';
import { BillPad } from './bill-pad.tsx';
import { Held } from './held.tsx';
import { isWhole, NumberPad } from './number-pad.tsx';
import { keepTap, tapOnce } from './queue.ts';
import { Ready } from './ready.tsx';
import { keepShell } from './shell.ts';
import css from './tablet.module.css';
import { useDeviceKey } from './use-device-key.ts';
import { useQueue } from './use-queue.ts';

type TabletShop = EndpointOutput<typeof getTabletShop>;

/** A result is read in four seconds (OP-51). */
const RESULT_MS = 4_000;
const SHOP = 'dangol.tablet.shop';

type Step =
  | { at: 'number' }
  | { at: 'bill' }
  | { at: 'consent'; phone: string }
  | { at: 'ready'; phone: string; holdings: Holdings }
  | { at: 'done'; earned: number; used: number; holdings: Holdings }
  | { at: 'told'; words: 'without' | 'kept' | 'declined' | 'refused'; reason?: string };

/** What the shop said last, for a tablet that is turned on without a line: no person is in it. */
async function openShop(deviceKey: string): Promise<TabletShop> {
  try {
    const shop = await call(getTabletShop, {}, { key: deviceKey, deadline: deadlineIn(COUNTER_ANSWER_MS) });
    localStorage.setItem(SHOP, JSON.stringify(shop));
    return shop;
  } catch (error) {
    const kept = localStorage.getItem(SHOP);
    if (kept === null || !(error instanceof ApiError) || error.status !== 0) throw error;
    return getTabletShop.output.parse(JSON.parse(kept));
  }
}

interface TabletProps {
  /** The consent block, for the first time; it says when she has joined, or has not. */
  consent: (asked: { phone: string; deviceKey: string; onEnd: (joined: boolean) => void }) => ReactNode;
}

/** Points or stamps at the counter: one number, one tap, four seconds. */
export function Tablet({ consent }: TabletProps) {
  const { t } = useTranslation('tablet');
  const deviceKey = useDeviceKey();
  const shop = useQuery({
    queryKey: ['tablet', deviceKey],
    queryFn: () => openShop(deviceKey ?? ''),
    enabled: deviceKey !== undefined,
    retry: false,
    // Without a line what was kept is asked for as well.
    networkMode: 'always',
  });
  useEffect(() => {
    if (shop.isSuccess) void keepShell().catch(() => undefined);
  }, [shop.isSuccess]);
  if (deviceKey === undefined) return <Notice tone="warning">{t('noKey')}</Notice>;
  return (
    <Loaded query={shop} rows={6}>
      {(shown) =>
        shown.isOn ? (
          <Counter shop={shown} deviceKey={deviceKey} consent={consent} />
        ) : (
          <Notice tone="warning">{t('off')}</Notice>
        )
      }
    </Loaded>
  );
}

function Counter({ shop, deviceKey, consent }: TabletProps & { shop: TabletShop; deviceKey: string }) {
  const { t } = useTranslation('tablet');
  const lang = currentLocale();
  const [step, setStep] = useState<Step>({ at: 'number' });
  const [digits, setDigits] = useState('');
  /** Typed by staff before the guest stands there; null when only the visit is known. */
  const [billMinor, setBillMinor] = useState<number | null>(null);
  const [isBusy, setBusy] = useState(false);
  const [failure, setFailure] = useState<string>();
  const { waiting, flush } = useQueue(deviceKey);
  const restart = () => {
    setDigits('');
    setBillMinor(null);
    setFailure(undefined);
    setStep({ at: 'number' });
  };
  const isResult = step.at === 'done' || step.at === 'told';
  useEffect(() => {
    if (!isResult) return;
    const timer = setTimeout(() => {
      setDigits('');
      setBillMinor(null);
      setStep({ at: 'number' });
    }, RESULT_MS);
    return () => clearTimeout(timer);
  }, [isResult]);

  const work = async (does: () => Promise<void>) => {
    setBusy(true);
    setFailure(undefined);
    try {
      await does();
    } catch (error) {
      setFailure((error instanceof ApiError && error.message) || t('failed'));
    } finally {
      setBusy(false);
    }
  };
  const earn = (phone: string, use: number) =>
    work(async () => {
      const tap = { key: newId(), phone, use, billMinor, at: new Date().toISOString() };
      const result = await tapOnce(tap, deviceKey);
      if (!result) {
        setStep({ at: 'told', words: 'kept' });
        void flush();
      } else if (result.status === 'refused' || !result.holdings)
        setStep({ at: 'told', words: 'refused', reason: result.reason ?? 'off' });
      else setStep({ at: 'done', earned: result.earned, used: result.used, holdings: result.holdings });
    });
  const lookUp = () =>
    work(async () => {
      // One time for both: what waits may be hers, and she would be shown a card without her own stamp on it.
      const deadline = deadlineIn(COUNTER_ANSWER_MS);
      await flush(deadline);
      try {
        const asked = { key: deviceKey, deadline };
        const { isMember, holdings } = await call(lookUpOnTablet, { body: { phone: digits } }, asked);
        setStep(isMember && holdings ? { at: 'ready', phone: digits, holdings } : { at: 'consent', phone: digits });
      } catch (error) {
        if (!(error instanceof ApiError) || error.status !== 0) throw error;
        // No line, or none that answers in time: who she is will be known when it is back.
        await keepTap({ key: newId(), phone: digits, billMinor, at: new Date().toISOString() });
        setStep({ at: 'told', words: 'kept' });
        void flush();
      }
    });

  return (
    <div className={css.tablet}>
      <StartOver key={step.at} isReading={step.at === 'consent'} onOver={restart} />
      <p className={css.shop}>{shop.shopName}</p>
      {waiting > 0 && <Notice tone="warning">{t('waiting', { count: waiting })}</Notice>}
      {failure && <Notice tone="danger">{failure}</Notice>}
      {step.at === 'number' && (
        <>
          <Button variant="default" size="lg" onClick={() => setStep({ at: 'bill' })}>
            {billMinor === null ? t('bill.add') : t('bill.is', { amount: formatMoney(billMinor, shop.currency, lang) })}
          </Button>
          <NumberPad digits={digits} country={shop.country} onDigits={setDigits} />
          {/* Two buttons of one size: earning is no duty (AD/PV dark patterns). */}
          <div className={css.two}>
            <Button
              size="xl"
              className={css.big}
              loading={isBusy}
              disabled={!isWhole(digits, shop.country)}
              onClick={() => void lookUp()}
            >
              {t(`earn.${shop.unit}`)}
            </Button>
            <Button
              size="xl"
              className={css.big}
              variant="default"
              onClick={() => setStep({ at: 'told', words: 'without' })}
            >
              {t('without')}
            </Button>
          </div>
        </>
      )}
      {step.at === 'bill' && (
        <BillPad
          currency={shop.currency}
          billMinor={billMinor}
          onBill={(typed) => {
            setBillMinor(typed);
            setStep({ at: 'number' });
          }}
        />
      )}
      {step.at === 'consent' && (
        <>
          {consent({
            phone: step.phone,
            deviceKey,
            onEnd: (joined) => (joined ? void earn(step.phone, 0) : setStep({ at: 'told', words: 'declined' })),
          })}
          <Button variant="default" size="lg" onClick={restart}>
            {t('toStart')}
          </Button>
        </>
      )}
      {step.at === 'ready' && (
        <Ready
          shop={shop}
          holdings={step.holdings}
          isBusy={isBusy}
          onEarn={(use) => void earn(step.phone, use)}
          onBack={restart}
        />
      )}
      {step.at === 'done' && (
        <div className={css.result} role="status">
          <p className={css.figure}>
            {step.earned > 0 ? t(`done.${shop.unit}`, { count: step.earned }) : t('done.later')}
          </p>
          {step.used > 0 && <p>{shop.unit === 'points' ? t('done.used', { count: step.used }) : t('done.usedCard')}</p>}
          <Held unit={shop.unit} holdings={step.holdings} />
        </div>
      )}
      {step.at === 'told' && (
        <div className={css.result} role="status">
          <p className={css.figure}>{t(`told.${step.words}${step.words === 'refused' ? `.${step.reason}` : ''}`)}</p>
        </div>
      )}
    </div>
  );
}
