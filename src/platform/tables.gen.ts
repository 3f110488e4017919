// Generated from the migrated database by scripts/generate-tables.ts. Do not edit.
import type { ColumnType } from 'kysely';

export interface Tables {
  'customers.contactPoint': {
    workspaceId: string;
    contactPointId: string;
    customerId: string;
    kind: string;
    value: string;
    last4: ColumnType<string, string | undefined, string>;
    invalidSince: ColumnType<Date | null, Date | string | null | undefined, Date | string | null>;
    createdAt: ColumnType<Date, Date | string | undefined, Date | string>;
  };
  'customers.customer': {
    workspaceId: string;
    customerId: string;
    name: ColumnType<string, string | undefined, string>;
    nameNfd: ColumnType<string | null, never, never>;
    nameInitials: ColumnType<string | null, never, never>;
    birthDate: ColumnType<string | null, string | null | undefined, string | null>;
    note: ColumnType<string, string | undefined, string>;
    source: string;
    createdByBatch: ColumnType<string | null, string | null | undefined, string | null>;
    createdAt: ColumnType<Date, Date | string | undefined, Date | string>;
    updatedAt: ColumnType<Date, Date | string | undefined, Date | string>;
  };
  'customers.externalId': {
    workspaceId: string;
    source: string;
    externalId: string;
    customerId: string;
  };
  'demo.state': {
    workspaceId: string;
    seed: number;
    startOn: string;
    simulatedUntil: string;
  };
  'imports.batch': {
    workspaceId: string;
    batchId: string;
    kind: string;
    fileName: string;
    dryRun: boolean;
    state: string;
    rowsRead: ColumnType<number, number | undefined, number>;
    bytesTotal: ColumnType<number | null, number | null | undefined, number | null>;
    bytesRead: ColumnType<number, number | undefined, number>;
    result: ColumnType<unknown | null, string | null | undefined, string | null>;
    error: ColumnType<unknown | null, string | null | undefined, string | null>;
    errorFile: ColumnType<string | null, string | null | undefined, string | null>;
    createdBy: ColumnType<string | null, string | null | undefined, string | null>;
    createdAt: ColumnType<Date, Date | string | undefined, Date | string>;
    finishedAt: ColumnType<Date | null, Date | string | null | undefined, Date | string | null>;
    undoneAt: ColumnType<Date | null, Date | string | null | undefined, Date | string | null>;
  };
  'imports.batchOrder': {
    workspaceId: string;
    batchId: string;
    orderId: string;
    customerAttached: boolean;
  };
  'imports.map': {
    workspaceId: string;
    mapId: string;
    name: string;
    kind: string;
    map: ColumnType<unknown, string, string>;
    createdAt: ColumnType<Date, Date | string | undefined, Date | string>;
  };
  'loyalty.coupon': {
    workspaceId: string;
    couponId: string;
    code: string;
    playId: string;
    customerId: string;
    kind: string;
    value: number;
    minSpendMinor: ColumnType<number, number | undefined, number>;
    validUntil: string;
    status: string;
    redeemedOrderId: ColumnType<string | null, string | null | undefined, string | null>;
    redeemedAt: ColumnType<Date | null, Date | string | null | undefined, Date | string | null>;
    discountMinor: ColumnType<number | null, number | null | undefined, number | null>;
    createdAt: ColumnType<Date, Date | string | undefined, Date | string>;
  };
  'mart.customerFact': {
    workspaceId: string;
    customerId: string;
    orders: number;
    visits: number;
    firstVisitOn: string;
    lastVisitOn: string;
    grossMinor: number;
    netMinor: number;
    ownIntervalDays: ColumnType<number | null, number | null | undefined, number | null>;
    intervalDays: number;
    worthPerMonthMinor: number;
    usualWeekday: ColumnType<number | null, number | null | undefined, number | null>;
    usualWeekdayShare: ColumnType<number | null, number | null | undefined, number | null>;
    usualHour: ColumnType<number | null, number | null | undefined, number | null>;
    usualHourShare: ColumnType<number | null, number | null | undefined, number | null>;
    usualItems: ColumnType<unknown, string | undefined, string>;
    computedAt: ColumnType<Date, Date | string | undefined, Date | string>;
  };
  'mart.shopFact': {
    workspaceId: string;
    medianIntervalDays: ColumnType<number | null, number | null | undefined, number | null>;
    builtAt: ColumnType<Date, Date | string, Date | string>;
  };
  'menu.item': {
    workspaceId: string;
    itemId: string;
    itemKey: string;
    code: ColumnType<string | null, string | null | undefined, string | null>;
    name: string;
    category: ColumnType<string, string | undefined, string>;
    priceMinor: ColumnType<number | null, number | null | undefined, number | null>;
    costMinor: ColumnType<number | null, number | null | undefined, number | null>;
    createdByBatch: ColumnType<string | null, string | null | undefined, string | null>;
    createdAt: ColumnType<Date, Date | string | undefined, Date | string>;
  };
  'messaging.mailServer': {
    workspaceId: string;
    host: string;
    port: number;
    secure: boolean;
    username: ColumnType<string, string | undefined, string>;
    passwordSealed: ColumnType<Buffer | null, Buffer | null | undefined, Buffer | null>;
    fromEmail: string;
    messagesPerSecond: ColumnType<number, number | undefined, number>;
    updatedAt: ColumnType<Date, Date | string | undefined, Date | string>;
  };
  'messaging.message': {
    workspaceId: string;
    messageId: string;
    playId: ColumnType<string | null, string | null | undefined, string | null>;
    customerId: string;
    contactPointId: ColumnType<string | null, string | null | undefined, string | null>;
    class: string;
    channel: string;
    dedupeKey: string;
    subject: string;
    body: string;
    couponCode: ColumnType<string, string | undefined, string>;
    state: string;
    reason: ColumnType<string, string | undefined, string>;
    notBefore: ColumnType<Date | null, Date | string | null | undefined, Date | string | null>;
    attempts: ColumnType<number, number | undefined, number>;
    optOutTokenHash: Buffer;
    queuedAt: ColumnType<Date, Date | string, Date | string>;
    sentAt: ColumnType<Date | null, Date | string | null | undefined, Date | string | null>;
    optedOutAt: ColumnType<Date | null, Date | string | null | undefined, Date | string | null>;
  };
  'orders.orderLine': {
    workspaceId: string;
    orderId: string;
    lineNo: number;
    itemId: string;
    kind: string;
    quantity: number;
    amountMinor: number;
    unitPriceMinor: ColumnType<number | null, number | null | undefined, number | null>;
    costMinor: ColumnType<number | null, number | null | undefined, number | null>;
    createdByBatch: ColumnType<string | null, string | null | undefined, string | null>;
  };
  'orders.saleOrder': {
    workspaceId: string;
    orderId: string;
    source: string;
    orderNo: string;
    orderedAt: ColumnType<Date, Date | string, Date | string>;
    businessDay: string;
    customerId: ColumnType<string | null, string | null | undefined, string | null>;
    channel: ColumnType<string, string | undefined, string>;
    tableNo: ColumnType<string, string | undefined, string>;
    covers: ColumnType<number | null, number | null | undefined, number | null>;
    staffName: ColumnType<string, string | undefined, string>;
    couponCode: ColumnType<string, string | undefined, string>;
    grossMinor: number;
    refundMinor: number;
    lineCount: number;
    createdByBatch: ColumnType<string | null, string | null | undefined, string | null>;
    createdAt: ColumnType<Date, Date | string | undefined, Date | string>;
  };
  'plays.assignment': {
    workspaceId: string;
    playId: string;
    customerId: string;
    arm: string;
  };
  'plays.play': {
    workspaceId: string;
    playId: string;
    previousPlayId: ColumnType<string | null, string | null | undefined, string | null>;
    version: ColumnType<number, number | undefined, number>;
    name: string;
    hypothesis: ColumnType<string, string | undefined, string>;
    segmentId: ColumnType<string | null, string | null | undefined, string | null>;
    rule: ColumnType<unknown, string, string>;
    channel: string;
    offer: ColumnType<unknown, string, string>;
    message: ColumnType<unknown, string, string>;
    holdoutRate: number;
    seed: string;
    measureDays: number;
    fixedCostMinor: ColumnType<number, number | undefined, number>;
    state: string;
    launchedAt: ColumnType<Date | null, Date | string | null | undefined, Date | string | null>;
    launchedOn: ColumnType<string | null, string | null | undefined, string | null>;
    plannedEndOn: ColumnType<string | null, string | null | undefined, string | null>;
    learning: ColumnType<string, string | undefined, string>;
    decision: ColumnType<string | null, string | null | undefined, string | null>;
    createdBy: ColumnType<string | null, string | null | undefined, string | null>;
    createdAt: ColumnType<Date, Date | string | undefined, Date | string>;
    updatedAt: ColumnType<Date, Date | string | undefined, Date | string>;
  };
  'privacy.consent': {
    workspaceId: string;
    customerId: string;
    kind: string;
    state: string;
    at: ColumnType<Date, Date | string, Date | string>;
    consentEventId: string;
  };
  'privacy.consentEvent': {
    workspaceId: string;
    consentEventId: string;
    customerId: string;
    kind: string;
    state: string;
    method: string;
    evidence: string;
    at: ColumnType<Date, Date | string, Date | string>;
    recordedAt: ColumnType<Date, Date | string | undefined, Date | string>;
  };
  'privacy.suppression': {
    workspaceId: string;
    contactHash: Buffer;
    channel: string;
    at: ColumnType<Date, Date | string, Date | string>;
    reason: string;
  };
  'segments.segment': {
    workspaceId: string;
    segmentId: string;
    name: string;
    rule: ColumnType<unknown, string, string>;
    createdAt: ColumnType<Date, Date | string | undefined, Date | string>;
    updatedAt: ColumnType<Date, Date | string | undefined, Date | string>;
  };
  'staff.accessLog': {
    workspaceId: string;
    accessLogId: string;
    at: ColumnType<Date, Date | string, Date | string>;
    accountId: ColumnType<string | null, string | null | undefined, string | null>;
    action: string;
    subject: string;
    result: string;
    ip: string;
  };
  'staff.account': {
    accountId: string;
    email: string;
    name: ColumnType<string, string | undefined, string>;
    locale: string;
    passwordHash: ColumnType<string | null, string | null | undefined, string | null>;
    createdAt: ColumnType<Date, Date | string | undefined, Date | string>;
  };
  'staff.membership': {
    workspaceId: string;
    accountId: string;
    role: string;
    createdAt: ColumnType<Date, Date | string | undefined, Date | string>;
  };
  'staff.session': {
    sessionId: string;
    accountId: string;
    workspaceId: string;
    tokenHash: Buffer;
    userAgent: string;
    ip: string;
    createdAt: ColumnType<Date, Date | string, Date | string>;
    lastSeenAt: ColumnType<Date, Date | string, Date | string>;
    expiresAt: ColumnType<Date, Date | string, Date | string>;
  };
  'staff.signInAttempt': {
    subjectHash: Buffer;
    at: ColumnType<Date, Date | string, Date | string>;
  };
  'workspace.shop': {
    workspaceId: string;
    shopId: string;
    name: string;
    pack: string;
    currency: string;
    timeZone: string;
    dayEndsAtHour: number;
    foodCostRate: number;
    playDays: number;
    country: string;
    senderName: string;
    senderEmail: ColumnType<string, string | undefined, string>;
    senderPhone: ColumnType<string, string | undefined, string>;
    senderAddress: ColumnType<string, string | undefined, string>;
    hasSales: ColumnType<boolean, boolean | undefined, boolean>;
    createdAt: ColumnType<Date, Date | string | undefined, Date | string>;
  };
  'workspace.workspace': {
    workspaceId: string;
    kind: string;
    clockOffsetDays: ColumnType<number, number | undefined, number>;
    createdAt: ColumnType<Date, Date | string | undefined, Date | string>;
  };
}
