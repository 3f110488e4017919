import { expect, it } from 'vitest';
import { zPlayChannel } from '../../../modules/plays/contract/play.ts';
import en from '../../locales/en/plays.json' with { type: 'json' };
import ko from '../../locales/ko/plays.json' with { type: 'json' };

/** The keys are put together from the channel, which no search for missing texts can see. */
it.each([ko, en])('the last step has its words for every channel', ({ check, channel }) => {
  for (const texts of [check.send, check.ask, check.yes, channel]) {
    expect(Object.keys(texts)).toEqual(expect.arrayContaining([...zPlayChannel.options]));
  }
});

it.each([ko, en])(
  'the first words of a play say something to a person without a name or a usual item (AD-23)',
  ({ template }) => {
    for (const text of Object.values(template)) {
      expect(text).not.toMatch(/\{(usual|단골메뉴|name)\}/);
    }
  },
);
