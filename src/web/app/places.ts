import {
  IconBulb,
  IconHeadset,
  IconInbox,
  IconRepeat,
  IconSettings,
  IconSun,
  IconUsers,
  type TablerIcon,
} from '@tabler/icons-react';

/** One place of the navigation. The navigation is the loop: what happened, who, from where, why, what we do about it. */
interface Place {
  key: string;
  to: '/' | '/people' | '/record' | '/insights' | '/plays' | '/serve' | '/settings';
  icon: TablerIcon;
  /** Alt and this letter open the place (UX-02; V, R, C and S as there). None that Windows or a browser wants: D, E, F, B. */
  letter: string;
  /** Stands in the bottom bar of a phone; the others are behind 더보기. */
  onPhoneBar: boolean;
}

export const PLACES = [
  { key: 'today', to: '/', icon: IconSun, letter: 'T', onPhoneBar: true },
  { key: 'people', to: '/people', icon: IconUsers, letter: 'V', onPhoneBar: true },
  { key: 'record', to: '/record', icon: IconInbox, letter: 'G', onPhoneBar: true },
  { key: 'insights', to: '/insights', icon: IconBulb, letter: 'R', onPhoneBar: false },
  { key: 'plays', to: '/plays', icon: IconRepeat, letter: 'A', onPhoneBar: true },
  { key: 'serve', to: '/serve', icon: IconHeadset, letter: 'C', onPhoneBar: false },
  { key: 'settings', to: '/settings', icon: IconSettings, letter: 'S', onPhoneBar: false },
] as const satisfies readonly Place[];

/** Whether a path lies in a place: `/people/…` is in 손님, `/` only in 오늘. */
export function isInPlace(path: string, to: string): boolean {
  return to === '/' ? path === '/' : path === to || path.startsWith(`${to}/`);
}
