/** Currencies offered first; any ISO 4217 code can be chosen. */
const COMMON_CURRENCIES = ['KRW', 'USD', 'EUR', 'JPY', 'GBP', 'CNY', 'TWD', 'VND', 'THB', 'SGD', 'AUD', 'CAD'];

const CURRENCY_BY_REGION: Readonly<Record<string, string>> = {
  KR: 'KRW',
  US: 'USD',
  JP: 'JPY',
  GB: 'GBP',
  CN: 'CNY',
  TW: 'TWD',
  VN: 'VND',
  TH: 'THB',
  SG: 'SGD',
  AU: 'AUD',
  CA: 'CAD',
  DE: 'EUR',
  FR: 'EUR',
  ES: 'EUR',
  IT: 'EUR',
  NL: 'EUR',
  IE: 'EUR',
};

/** The browser's time zone; Seoul when it names none. */
export function browserTimeZone(): string {
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  return zone && zone !== 'UTC' ? zone : 'Asia/Seoul';
}

/** The currency of a shop in this time zone and browser: won in Seoul, else by the browser's region, else won. */
export function defaultCurrency(timeZone: string, browserLanguage: string): string {
  if (timeZone === 'Asia/Seoul') return 'KRW';
  const region = new Intl.Locale(browserLanguage).maximize().region ?? '';
  return CURRENCY_BY_REGION[region] ?? 'KRW';
}

/** Currencies to choose from, named in the language on screen: the common ones first. */
export function currencyOptions(locale: string) {
  const names = new Intl.DisplayNames(locale, { type: 'currency' });
  const rest = Intl.supportedValuesOf('currency').filter((code) => !COMMON_CURRENCIES.includes(code));
  return [...COMMON_CURRENCIES, ...rest].map((code) => ({ value: code, label: `${names.of(code) ?? code} (${code})` }));
}

/** Time zones to choose from; the browser's own may be missing from the list of an old engine. */
export function timeZoneOptions(own: string): string[] {
  const zones = Intl.supportedValuesOf('timeZone');
  return zones.includes(own) ? zones : [own, ...zones];
}
