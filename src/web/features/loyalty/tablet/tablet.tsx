import { Button } from '@mantine/core';
import { useIdle } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Holdings } from '../../../../modules/loyalty/contract/points.ts';
import { getTabletShop, lookUpOnTablet } from '../../../../modules/loyalty/contract/tablet.ts';
import type { EndpointOutput } from '../../../../shared/endpoint.ts';
import { ApiError, call } from '../../../lib/api.ts';
import { Loaded, Notice } from '../../../ui/states.tsx';
import { NumberPad } from './number-pad.tsx';
import { countKept, keepTap, sendKept, tapOnce } from './queue.ts';
import css from './tablet.module.css';
import { useDeviceKey } from './use-device-key.ts';

type TabletShop = EndpointOutput<typeof getTabletShop>;

/** The tablet forgets who stood before it (PV), and a result is read in four seconds (OP-51). */
const IDLE_MS = 20_000;
const RESULT_MS = 4_000;
const RETRY_MS = 15_000;
const FULL_NUMBER = 10;

type Step =
  | { at: 'number' }
  | { at: 'consent'; phone: string }
  | { at: 'ready'; phone: string; holdings: Holdings }
  | { at: 'done'; earned: number; used: number; holdings: Holdings }
  | { at: 'told'; words: 'without' | 'kept' | 'declined' | 'refused'; reason?: string };

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
    queryFn: () => call(getTabletShop, {}, { key: deviceKey ?? '' }),
    enabled: deviceKey !== undefined,
    retry: false,
  });
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
  const [step, setStep] = useState<Step>({ at: 'number' });
  const [digits, setDigits] = useState('');
  const [isBusy, setBusy] = useState(false);
  const [failure, setFailure] = useState<string>();
  const waiting = useQueue(deviceKey);
  const restart = () => {
    setDigits('');
    setFailure(undefined);
    setStep({ at: 'number' });
  };
  const idle = useIdle(IDLE_MS, { initialState: false });
  const [wasIdle, setWasIdle] = useState(false);
  if (idle !== wasIdle) {
    setWasIdle(idle);
    if (idle) restart();
  }
  const isResult = step.at === 'done' || step.at === 'told';
  useEffect(() => {
    if (!isResult) return;
    const timer = setTimeout(() => {
      setDigits('');
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
      const tap = { key: crypto.randomUUID(), phone, use, at: new Date().toISOString() };
      const result = await tapOnce(tap, deviceKey);
      if (!result) setStep({ at: 'told', words: 'kept' });
      else if (result.status === 'refused' || !result.holdings)
        setStep({ at: 'told', words: 'refused', reason: result.reason ?? 'off' });
      else setStep({ at: 'done', earned: result.earned, used: result.used, holdings: result.holdings });
    });
  const lookUp = () =>
    work(async () => {
      try {
        const { isMember, holdings } = await call(lookUpOnTablet, { body: { phone: digits } }, { key: deviceKey });
        setStep(isMember && holdings ? { at: 'ready', phone: digits, holdings } : { at: 'consent', phone: digits });
      } catch (error) {
        if (!(error instanceof ApiError) || error.status !== 0) throw error;
        // No line: who she is will be known when it is back.
        await keepTap({ key: crypto.randomUUID(), phone: digits, at: new Date().toISOString() });
        setStep({ at: 'told', words: 'kept' });
      }
    });

  return (
    <div className={css.tablet}>
      {waiting > 0 && <Notice tone="warning">{t('waiting', { count: waiting })}</Notice>}
      {failure && <Notice tone="danger">{failure}</Notice>}
      {step.at === 'number' && (
        <>
          <NumberPad digits={digits} onDigits={setDigits} />
          {/* Two buttons of one size: earning is no duty (AD/PV dark patterns). */}
          <div className={css.two}>
            <Button
              size="xl"
              className={css.big}
              loading={isBusy}
              disabled={digits.length < FULL_NUMBER}
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
          <p className={css.figure}>{t(`done.${shop.unit}`, { count: step.earned })}</p>
          {step.used > 0 && <p>{t('done.used', { count: step.used })}</p>}
          <Held shop={shop} holdings={step.holdings} />
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

function Held({ shop, holdings }: { shop: TabletShop; holdings: Holdings }) {
  const { t } = useTranslation('tablet');
  if (shop.unit === 'points') return <p className={css.held}>{t('held.points', { count: holdings.points })}</p>;
  const { onCard, size, full, missing, reward } = holdings.cards;
  return (
    <>
      <ul className={css.card} aria-label={t('held.stamps', { count: onCard, size })}>
        {Array.from({ length: size }, (_, at) => at + 1).map((place) => (
          <li key={place} data-filled={place <= onCard || undefined} />
        ))}
      </ul>
      <p className={css.held}>
        {full > 0 ? t('held.full', { count: full, reward }) : t('held.missing', { count: missing, reward })}
      </p>
    </>
  );
}

interface ReadyProps {
  shop: TabletShop;
  holdings: Holdings;
  isBusy: boolean;
  onEarn: (use: number) => void;
  onBack: () => void;
}

/** She is known: earn, or spend a part as well. */
function Ready({ shop, holdings, isBusy, onEarn, onBack }: ReadyProps) {
  const { t } = useTranslation('tablet');
  const [use, setUse] = useState(0);
  const most = shop.unit === 'points' ? holdings.points : 0;
  const steps = most >= shop.minUse ? [shop.minUse, Math.floor(most / 2), most] : [];
  const choices = [...new Set(steps.filter((amount) => amount >= shop.minUse))];
  return (
    <div className={css.result}>
      <Held shop={shop} holdings={holdings} />
      {choices.length > 0 && (
        <div className={css.choices} role="group" aria-label={t('use.title')}>
          <Button
            size="lg"
            variant={use === 0 ? 'filled' : 'default'}
            aria-pressed={use === 0}
            onClick={() => setUse(0)}
          >
            {t('use.none')}
          </Button>
          {choices.map((amount) => (
            <Button
              key={amount}
              size="lg"
              variant={use === amount ? 'filled' : 'default'}
              aria-pressed={use === amount}
              onClick={() => setUse(amount)}
            >
              {t('use.some', { count: amount })}
            </Button>
          ))}
        </div>
      )}
      <div className={css.two}>
        <Button size="xl" className={css.big} loading={isBusy} onClick={() => onEarn(use)}>
          {t(use > 0 ? 'useAndEarn' : `earn.${shop.unit}`)}
        </Button>
        <Button size="xl" className={css.big} variant="default" onClick={onBack}>
          {t('without')}
        </Button>
      </div>
    </div>
  );
}

/** Sends what waited when the line is back; how many still wait. */
function useQueue(deviceKey: string): number {
  const [waiting, setWaiting] = useState(0);
  useEffect(() => {
    const look = async () => {
      const kept = await countKept().catch(() => 0);
      setWaiting(kept > 0 ? await sendKept(deviceKey).catch(() => kept) : 0);
    };
    void look();
    const timer = setInterval(() => void look(), RETRY_MS);
    const online = () => void look();
    window.addEventListener('online', online);
    return () => {
      clearInterval(timer);
      window.removeEventListener('online', online);
    };
  }, [deviceKey]);
  return waiting;
}
