/** How an item is ordered: a main per guest, a dish to share, a side, a drink. */
export type ItemRole = 'main' | 'dish' | 'side' | 'drink' | 'alcohol';

/** Groups of options an item may be ordered with. */
export type OptionGroup = 'spice' | 'topping' | 'double';

export interface MenuOption {
  name: string;
  priceMinor: number;
  costMinor: number;
}

export interface MenuItem {
  code: string;
  name: string;
  category: string;
  priceMinor: number;
  /** Food cost of one. */
  costMinor: number;
  role: ItemRole;
  /** How often it is chosen among items of its role; the unit has no meaning. */
  popularity: number;
  optionGroups: readonly OptionGroup[];
}

/** The options by group; prices and costs in won. */
export const MENU_OPTIONS: Readonly<Record<OptionGroup, readonly MenuOption[]>> = {
  spice: [
    { name: '1단계', priceMinor: 0, costMinor: 0 },
    { name: '2단계', priceMinor: 0, costMinor: 0 },
    { name: '3단계', priceMinor: 0, costMinor: 0 },
    { name: '4단계', priceMinor: 0, costMinor: 0 },
  ],
  topping: [
    { name: '소고기 추가', priceMinor: 3000, costMinor: 1300 },
    { name: '양고기 추가', priceMinor: 3500, costMinor: 1600 },
    { name: '분모자 추가', priceMinor: 2000, costMinor: 500 },
    { name: '중국당면 추가', priceMinor: 1500, costMinor: 300 },
    { name: '푸주 추가', priceMinor: 1500, costMinor: 400 },
    { name: '치즈떡 추가', priceMinor: 1500, costMinor: 500 },
  ],
  double: [{ name: '곱빼기', priceMinor: 1500, costMinor: 500 }],
};

type Row = readonly [name: string, price: number, cost: number, role: ItemRole, popularity: number, options?: string];

const CATEGORIES: ReadonlyArray<readonly [prefix: string, category: string, rows: readonly Row[]]> = [
  [
    'A',
    '마라',
    [
      ['마라탕', 9000, 3200, 'main', 42, 'spice topping'],
      ['사골 백탕', 9500, 3300, 'main', 9, 'topping'],
      ['토마토 마라탕', 10000, 3500, 'main', 8, 'spice topping'],
      ['해물 마라탕', 12000, 4900, 'main', 7, 'spice topping'],
      ['마라반', 9500, 3300, 'main', 4, 'spice'],
      ['마라샹궈', 16000, 6500, 'dish', 16, 'spice topping'],
      ['소고기 마라샹궈', 21000, 9200, 'dish', 7, 'spice'],
      ['마라롱샤', 32000, 15500, 'dish', 2, 'spice'],
    ],
  ],
  [
    'B',
    '요리',
    [
      ['꿔바로우', 14000, 4200, 'dish', 26],
      ['탕수육', 17000, 5600, 'dish', 17],
      ['깐풍기', 19000, 6600, 'dish', 8, 'spice'],
      ['유린기', 19000, 6700, 'dish', 7],
      ['크림새우', 20000, 8000, 'dish', 20],
      ['칠리새우', 20000, 8100, 'dish', 8],
      ['양꼬치', 15000, 6000, 'dish', 13],
      ['가지튀김', 15000, 4300, 'dish', 6],
      ['동파육', 26000, 10500, 'dish', 3],
      ['마파두부', 13000, 3600, 'dish', 6, 'spice'],
    ],
  ],
  [
    'C',
    '면',
    [
      ['짜장면', 7000, 2000, 'main', 15, 'double'],
      ['간짜장', 8000, 2400, 'main', 6, 'double'],
      ['짬뽕', 8500, 2900, 'main', 16, 'double'],
      ['차돌짬뽕', 10500, 4100, 'main', 9, 'double'],
      ['백짬뽕', 9000, 3100, 'main', 4, 'double'],
      ['탄탄면', 9000, 3000, 'main', 8, 'spice'],
      ['우육면', 10500, 4300, 'main', 6, 'double'],
      ['중국냉면', 10000, 3600, 'main', 3, 'double'],
    ],
  ],
  [
    'D',
    '밥',
    [
      ['볶음밥', 8000, 2600, 'main', 11, 'double'],
      ['새우볶음밥', 9000, 3200, 'main', 7, 'double'],
      ['잡채밥', 9000, 3000, 'main', 4, 'double'],
      ['마파두부밥', 8500, 2700, 'main', 5, 'spice double'],
      ['공깃밥', 1000, 250, 'side', 20],
    ],
  ],
  [
    'E',
    '만두·곁들임',
    [
      ['군만두', 6000, 1700, 'side', 20],
      ['샤오롱바오', 7500, 2700, 'side', 12],
      ['멘보샤', 12000, 4600, 'side', 8],
      ['지단 튀김빵', 5000, 1300, 'side', 6],
      ['꽃빵', 4000, 1000, 'side', 7],
      ['오이무침', 5000, 1200, 'side', 6],
    ],
  ],
  [
    'F',
    '음료',
    [
      ['콜라', 2000, 700, 'drink', 20],
      ['사이다', 2000, 700, 'drink', 13],
      ['빙홍차', 2500, 900, 'drink', 16],
      ['왕라오지', 3000, 1200, 'drink', 6],
    ],
  ],
  [
    'G',
    '주류',
    [
      ['칭따오', 7000, 2900, 'alcohol', 14],
      ['하얼빈', 6500, 2700, 'alcohol', 5],
      ['소주', 5000, 1700, 'alcohol', 16],
      ['연태고량주', 18000, 8200, 'alcohol', 5],
    ],
  ],
];

const OPTION_GROUPS: readonly OptionGroup[] = ['spice', 'topping', 'double'];

/** The 45 items of 온기식당, by code (`A01` …). */
export const MENU: readonly MenuItem[] = CATEGORIES.flatMap(([prefix, category, rows]) =>
  rows.map(([name, priceMinor, costMinor, role, popularity, options = ''], i) => ({
    code: `${prefix}${String(i + 1).padStart(2, '0')}`,
    name,
    category,
    priceMinor,
    costMinor,
    role,
    popularity,
    optionGroups: OPTION_GROUPS.filter((group) => options.split(' ').includes(group)),
  })),
);

/** Planted for the mining screens: whoever takes the dish takes the beer with it far more often than others do. */
export const PLANTED_PAIR = { itemCode: 'B01', companionCode: 'G01' } as const;

/** Planted for the menu screens: its sales fall over the last four months before `today`. */
export const SLIPPING_ITEM_CODE = 'B05';
