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
  /** Stands in the bottom bar of a phone; the others are behind 더보기. */
  onPhoneBar: boolean;
}

export const PLACES = [
  { key: 'today', to: '/', icon: IconSun, onPhoneBar: true },
  { key: 'people', to: '/people', icon: IconUsers, onPhoneBar: true },
  { key: 'record', to: '/record', icon: IconInbox, onPhoneBar: true },
  { key: 'insights', to: '/insights', icon: IconBulb, onPhoneBar: false },
  { key: 'plays', to: '/plays', icon: IconRepeat, onPhoneBar: true },
  { key: 'serve', to: '/serve', icon: IconHeadset, onPhoneBar: false },
  { key: 'settings', to: '/settings', icon: IconSettings, onPhoneBar: false },
] as const satisfies readonly Place[];

/** Whether a path lies in a place: `/people/…` is in 손님, `/` only in 오늘. */
export function isInPlace(path: string, to: string): boolean {
  return to === '/' ? path === '/' : path === to || path.startsWith(`${to}/`);
}
