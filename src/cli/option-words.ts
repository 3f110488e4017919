import type { Command } from './command.ts';

type Words = { ko: string; en: string };

/** What follows an option, and what it does. */
interface OptionWords extends Words {
  /** A flag has none; `a|b` are all there are, anything else stands for what is typed. */
  value?: string | Words;
}

const DAY = '2026-11-21';

/** By option, where it means the same in every command. */
const OPTIONS: Readonly<Record<string, OptionWords>> = {
  workspace: {
    value: { ko: '번호', en: 'ID' },
    ko: '가게가 여럿일 때 어느 가게인지. 빼면 하나뿐인 진짜 가게',
    en: 'which shop, where there are several; left out, the only real one',
  },
  home: {
    value: { ko: '폴더', en: 'DIR' },
    ko: '데이터 폴더. 빼면 DANGOL_HOME, 그것도 없으면 이 컴퓨터의 정해진 곳',
    en: 'the data folder; left out, DANGOL_HOME, else the usual place of this machine',
  },
  json: { ko: '결과를 JSON 하나로', en: 'the answer as one JSON document' },
  limit: { value: '20', ko: '몇 명까지 보일지', en: 'how many people at most' },
  seed: {
    value: '42',
    ko: '같은 수면 같은 결과가 나와요. 점검할 때 써요',
    en: 'the same number gives the same outcome; for checks',
  },
  from: { value: DAY, ko: '이날부터', en: 'from this day on' },
  until: { value: DAY, ko: '이날까지. 빼면 오늘까지', en: 'up to this day; left out, today' },
  'password-stdin': {
    ko: '비밀번호를 표준 입력으로 받기 (꼭 있어야 해요)',
    en: 'reads the password from standard input (always needed)',
  },
};

/** By command and option, where it is that command's own. */
const OF_COMMANDS: Readonly<Record<string, Readonly<Record<string, OptionWords>>>> = {
  import: {
    map: {
      value: { ko: '이름|파일.json', en: 'NAME|FILE.json' },
      ko: '열 연결. 화면에서 저장한 이름이나 파일. 예: --map "배민 정산" · --map map.json. 표준 이름의 열이면 없어도 돼요',
      en: 'the column map: a name saved on screen, or a file. E.g. --map "Till export" or --map map.json. Not needed for the standard names',
    },
    'dry-run': { ko: '저장하지 않고 결과만 보기', en: 'tries it and stores nothing' },
    encoding: {
      value: 'utf-8|cp949|utf-16le|utf-16be|latin1|shift_jis|gb18030',
      ko: '글자 방식. 빼면 알아서 골라요',
      en: 'the encoding; left out, it is found',
    },
    delimiter: {
      value: ',|;|tab',
      ko: '칸을 나누는 글자. 빼면 알아서 골라요',
      en: 'what separates cells; left out, it is found',
    },
    sheet: {
      value: { ko: '이름', en: 'NAME' },
      ko: '엑셀의 시트. 빼면 열 이름이 맞는 첫 시트',
      en: 'the sheet of a workbook; left out, the first whose column names fit',
    },
    'header-row': {
      value: '3',
      ko: '열 이름이 있는 줄 번호. 빼면 엑셀은 알아서 찾고, 다른 파일은 첫 줄',
      en: 'the line with the column names; left out, it is found in a workbook and else the first',
    },
    source: {
      value: { ko: '이름', en: 'NAME' },
      ko: '어느 포스나 가게의 파일인지. 번호를 서로 섞지 않아요. 예: --source 강남점',
      en: 'the till or shop the file is from, whose numbers are its own. E.g. --source gangnam',
    },
    basis: {
      value: 'consent-with-evidence|transaction|unknown',
      ko: '이분들의 정보를 왜 갖고 있는지. consent-with-evidence 동의서가 있음(적힌 광고 동의를 저장), transaction 거래한 분, unknown 모름(빼면 이것). 뒤의 둘은 광고를 받지 않아요. 예: --basis transaction',
      en: 'why the shop holds these people. consent-with-evidence: there is proof (consents in the file are stored); transaction: they bought; unknown (also when left out). The last two get no advertising. E.g. --basis transaction',
    },
    day: { value: DAY, ko: '판 날이 없는 매출 파일의 날짜', en: 'the day of sales whose file does not say it' },
    watch: {
      ko: '폴더에 들어오는 파일을 계속 넣기. Ctrl-C로 끝',
      en: 'goes on taking what comes into a folder, until Ctrl-C',
    },
  },
  'import undo': {},
  setup: {
    shop: { value: { ko: '이름', en: 'NAME' }, ko: '가게 이름', en: 'name of the shop' },
    type: {
      value: 'restaurant|delivery|cafe|salon|workshop|retail|general',
      ko: '업종. 모르면 general',
      en: 'kind of shop; general when none fits',
    },
    currency: { value: 'KRW', ko: '돈 (ISO 4217). 빼면 KRW', en: 'currency (ISO 4217); left out, KRW' },
    'time-zone': { value: 'Asia/Seoul', ko: '시간대. 빼면 Asia/Seoul', en: 'time zone; left out, Asia/Seoul' },
    'day-ends-at': {
      value: '0–12',
      ko: '하루가 끝나는 시. 새벽까지 하면 5처럼',
      en: 'hour at which the business day ends, such as 5',
    },
    owner: { value: 'me@example.com', ko: '주인의 이메일', en: "the owner's e-mail" },
  },
  start: {
    port: { value: '4300', ko: '포트. 빼면 4300', en: 'port; left out, 4300' },
    host: {
      value: '127.0.0.1',
      ko: '듣는 주소. 빼면 이 컴퓨터에서만',
      en: 'address to listen on; left out, this machine only',
    },
    demo: { ko: '체험 가게도 만들기', en: 'makes the demo shop as well' },
    build: { ko: '화면을 먼저 만들기', en: 'builds the web first' },
  },
  'customers duplicates': {
    'min-score': {
      value: '0.99',
      ko: '0보다 크고 1 이하. 높을수록 확실한 것만',
      en: 'above 0, at most 1; higher shows only the surer',
    },
  },
  'mart build': { full: { ko: '바뀐 것만이 아니라 처음부터', en: 'from the beginning, not only what changed' } },
  'mart export': {
    reason: {
      value: { ko: '까닭', en: 'WHY' },
      ko: '왜 내보내는지 (꼭 있어야 해요, 기록에 남아요)',
      en: 'why (always needed; it is kept in the log)',
    },
  },
  'insights rfm': {
    'as-of': { value: DAY, ko: '이날 전까지. 빼면 오늘까지', en: 'before this day; left out, up to today' },
    gross: { ko: '환불을 빼지 않기', en: 'refunds are not taken off' },
    frequency: {
      value: 'visits|orders',
      ko: '온 날을 셀지 주문을 셀지. 빼면 visits',
      en: 'counts days or orders; left out, visits',
    },
  },
  'insights repeat': {
    model: { value: 'bg-nbd|mbg-nbd|pareto-nbd', ko: '모델. 빼면 mbg-nbd', en: 'the model; left out, mbg-nbd' },
    unit: { value: 'day|week', ko: '시간의 단위. 빼면 week', en: 'unit of time; left out, week' },
    'holdout-until': {
      value: DAY,
      ko: '이날까지의 실제 방문과 견주기',
      en: 'compares with what happened up to this day',
    },
    spend: { ko: '한 번에 쓰는 돈도', en: 'what people spend as well' },
  },
  'insights basket': {
    'min-support': {
      value: '0.01',
      ko: '함께 산 비율의 최소. 0과 1 사이',
      en: 'least share of orders, between 0 and 1',
    },
    'min-confidence': {
      value: '0.3',
      ko: '하나를 사면 다른 것도 사는 비율의 최소',
      en: 'least share that buys the other too',
    },
    'max-length': { value: '10', ko: '한 묶음의 메뉴 수', en: 'most items in a set' },
  },
  'insights forecast': {
    series: {
      value: { ko: 'sales|orders|covers|메뉴 이름', en: 'sales|orders|covers|ITEM' },
      ko: 'sales는 매출, orders는 주문 수, covers는 인원, 아니면 메뉴 이름. 빼면 sales',
      en: 'sales in money, number of orders, guests (covers), or pieces of the item so named; left out, sales',
    },
    unit: { value: 'day|month', ko: '빼면 day', en: 'left out, day' },
    until: {
      value: DAY,
      ko: '이날까지를 보고. 빼면 어제까지',
      en: 'knowing what was up to this day; left out, yesterday',
    },
    horizon: { value: '14', ko: '며칠, 또는 몇 달', en: 'how many days or months' },
  },
  'insights rhythm': { limit: { value: '1000', ko: '몇 명까지 보일지', en: 'how many people at most' } },
};

/** An option's words, looked for from its own command outwards; undefined where nobody wrote any. */
function wordsOf(command: string, option: string): OptionWords | undefined {
  const [first = ''] = command.split(' ');
  return OF_COMMANDS[command]?.[option] ?? OF_COMMANDS[first]?.[option] ?? OPTIONS[option];
}

const EXAMPLES: Readonly<Record<string, string>> = {
  'import sales': 'dangol import sales sales.csv --map "Till export" --dry-run',
  import: 'dangol import customers people.csv --basis transaction',
  'import customers': 'dangol import customers people.xlsx --sheet 2026 --basis consent-with-evidence',
  'import contacts': 'dangol import contacts phonebook.vcf --basis transaction',
  'import events': 'dangol import events answers.csv --map answers.json',
  'import reservations': 'dangol import reservations inbox/ --watch',
  'import reviews': 'dangol import reviews reviews.csv --source naver',
};

/** Every option of a command with its values and what it does, then an example. */
export function describeOptions({ words, options }: Pick<Command, 'words' | 'options'>): Words {
  const example = EXAMPLES[words];
  const say = (locale: 'ko' | 'en') => {
    const lines = Object.entries({ ...options, home: 'text', json: 'flag' } as const).map(([name, kind]) => {
      const told = wordsOf(words, name);
      const value = typeof told?.value === 'object' ? told.value[locale] : told?.value;
      const head = kind === 'flag' ? `--${name}` : `--${name} ${value ?? '…'}`;
      return told ? `  ${head}\n      ${told[locale]}` : `  ${head}`;
    });
    return [...lines, ...(example ? ['', `  ${locale === 'ko' ? '보기' : 'Example'}: ${example}`] : [])].join('\n');
  };
  return { ko: say('ko'), en: say('en') };
}
