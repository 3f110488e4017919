import { AppError } from '../shared/errors.ts';

/** Who does something, in which workspace, with which rights. Services ask it; nothing else decides about rights. */
export class Actor {
  readonly workspaceId: string;
  /** Null for the system itself (jobs, command line). */
  readonly accountId: string | null;
  readonly locale: 'ko' | 'en';
  readonly ip: string;
  readonly rights: ReadonlySet<string>;
  /** Days by which the workspace's clock runs ahead (demo only). */
  readonly clockOffsetDays: number;

  constructor(parts: {
    workspaceId: string;
    accountId: string | null;
    locale: 'ko' | 'en';
    ip: string;
    rights: Iterable<string>;
    clockOffsetDays: number;
  }) {
    this.workspaceId = parts.workspaceId;
    this.accountId = parts.accountId;
    this.locale = parts.locale;
    this.ip = parts.ip;
    this.rights = new Set(parts.rights);
    this.clockOffsetDays = parts.clockOffsetDays;
  }

  can(right: string): boolean {
    return this.rights.has(right) || this.rights.has('*');
  }

  /** @throws AppError forbidden */
  require(right: string): void {
    if (this.can(right)) return;
    throw new AppError('forbidden', `right ${right} is missing`, {
      userMessage: {
        ko: '이 일을 할 권한이 없어요. 대표님께 권한을 부탁해 주세요.',
        en: 'You do not have the right to do this. The owner can give it to you.',
      },
      details: { right },
    });
  }
}

/** The system acting for a workspace: jobs and the command line of whoever owns the machine. */
export function systemActor(workspaceId: string, clockOffsetDays = 0): Actor {
  return new Actor({ workspaceId, accountId: null, locale: 'ko', ip: '', rights: ['*'], clockOffsetDays });
}
