import { AppError } from '../../shared/errors.ts';

/** Refusals of `measure file`, and its help. The first sentence of a refusal is fixed (issue D5). */
const NO_EFFECT = {
  ko: '비교할 분들이 없어서 효과라고 말할 수 없어요.',
  en: 'no control, so no effect can be claimed.',
};

export const wrong = (ko: string, en: string) => new AppError('wrong_usage', en, { userMessage: { ko, en } });
export const unreadable = (ko: string, en: string) => new AppError('invalid_input', en, { userMessage: { ko, en } });

/** What stands in the file cannot carry the claim of an effect: why, in words. */
const noEffect = (ko: string, en: string) => unreadable(`${NO_EFFECT.ko} ${ko}`, `${NO_EFFECT.en} ${en}`);

export const noControlGiven = () =>
  wrong(
    `${NO_EFFECT.ko} 아무것도 받지 않은 무리가 있으면 --control로 알려 주세요.`,
    `${NO_EFFECT.en} If there is an arm that got nothing, name it with --control.`,
  );

export const noControlFound = (column: string, control: string) =>
  noEffect(
    `‘${column}’ 열에 ‘${control}’인 분이 없거나 그분들뿐이에요.`,
    `Nobody in ‘${column}’ is ‘${control}’, or everybody is.`,
  );

export const personIsNoRole = (person: string) =>
  noEffect(
    `‘${person}’ 열은 누구인지를 적은 열이라, 무리도 결과도 될 수 없어요.`,
    `‘${person}’ says who somebody is: it is neither an arm nor an outcome.`,
  );

export const personInTwoArms = (person: string, line: number) =>
  noEffect(
    `한 사람이 여러 무리에 있어요(‘${person}’ 열, ${line}번째 줄). 무리를 우연으로 한 번 나눈 시험이 아니에요.`,
    `The same person is in several arms (‘${person}’, line ${line}): chance did not put each of them into one.`,
  );

export const personTwice = (person: string, line: number) =>
  noEffect(
    `한 사람이 여러 줄에 있어요(‘${person}’ 열, ${line}번째 줄). 한 사람에 한 줄이 되게 더한 다음 다시 재 주세요.`,
    `The same person stands in several lines (‘${person}’, line ${line}). Add them up to one line a person first.`,
  );

export const uneven = (columns: readonly string[]) =>
  noEffect(
    `받은 분들과 받지 않은 분들이 시험 전부터 달랐어요: ${columns.join(', ')}. 우연으로 나눈 무리가 아니에요. 시험 뒤의 일이면 --outcome으로 알려 주세요.`,
    `The arms differed before the test already: ${columns.join(', ')}. Chance did not decide who got it. A column that came after it is named with --outcome.`,
  );

/** Which columns say one thing. `[[zip, area]]` → `zip, area: one thing, counted once.` */
export const countedOnce = (together: readonly (readonly string[])[]) => ({
  ko: together.map((group) => `${group.join(', ')} 열은 같은 것을 말해서 하나로 셌어요.`).join(' '),
  en: together.map((group) => `${group.join(', ')}: they say one thing, so they count once.`).join(' '),
});

export const notShown = ({
  unread,
  together,
}: {
  unread: readonly string[];
  together: readonly (readonly string[])[];
}) => {
  const once = countedOnce(together);
  const mixed = unread.join(', ');
  const join = (...parts: string[]) => parts.filter((part) => part !== '').join(' ');
  return noEffect(
    join(
      '누가 받을지를 우연이 정했다고 볼 것이 파일에 없어요.',
      mixed && `${mixed} 열에는 숫자와 글자가 섞여 있어 견주지 못했어요.`,
      once.ko,
      '정말 우연으로 나누었으면 --assigned random을 붙여 주세요.',
    ),
    join(
      'Nothing in the file shows that chance decided who got it.',
      mixed && `Numbers and words are mixed in ${mixed}, so nothing could be compared there.`,
      once.en,
      'If it did, say so with --assigned random.',
    ),
  );
};

export const measureHelp = {
  ko: `  --arm 열             누가 어느 무리였는지 적힌 열
  --control 값         아무것도 받지 않은 무리의 이름
  --outcome 열:binary  있었는지(0이나 1). 여러 번 쓸 수 있어요
  --outcome 열:amount  얼마였는지(숫자)
  --before 열          시험 전에 이미 알던 숫자, 이를테면 그 전의 매출. 여러 번 쓸 수 있어요.
                       무리가 처음부터 같았는지 보고, 같으면 그만큼 고르게 한 차이(CUPED)를 옆에 적어요
  --person 열          누구인지 적힌 열. customer_id 같은 이름이면 저절로 알아요
  --assigned random    누가 받을지를 우연이 정했다고 말하기

  효과는 우연으로 나눈 시험에서만 말할 수 있어요. --arm 열보다 왼쪽에 있는 열은 시험 전의 것으로 보고
  무리마다 같은지 견줘요. 하나라도 다르면 거절하고, 같은 열이 셋도 안 되면 --assigned random이 있어야 해요.

  보기: dangol measure file test.csv --arm 무리 --control 없음 --outcome 방문:binary --outcome 매출:amount --before 전달매출`,
  en: `  --arm COLUMN             who was in which arm
  --control VALUE          the arm that got nothing
  --outcome COLUMN:binary  whether it happened (0 or 1); may be given several times
  --outcome COLUMN:amount  how much it was (a number)
  --before COLUMN          a number known before the test, such as spend until then; may be given several times.
                           Says whether the arms were alike, and the difference without it (CUPED) stands beside the plain one
  --person COLUMN          who it was; a name such as customer_id is known by itself
  --assigned random        states that chance decided who got it

  An effect can be claimed only where chance decided. Columns to the left of the arm's count as known before the test and
  are compared between the arms: one that differs is refused, and with fewer than three alike --assigned random is needed.

  Example: dangol measure file test.csv --arm arm --control none --outcome visited:binary --outcome spend:amount --before spend_before`,
};
