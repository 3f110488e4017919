/** How a booking was made: the class of the no-show penalty (OP-30). `reserved`: omakase, fine dining, bulk and group orders. */
export type BookingClass = 'ordinary' | 'reserved';

/** Caps in whole percents, so that a won never depends on how 0.2 is written: the consumer dispute standards in force since 2025-12-18 (OP-30). */
const CAP_PERCENT: Readonly<Record<BookingClass, number>> = { ordinary: 20, reserved: 40 };

export type NoShowRule = 'ordinary' | 'reserved' | 'reserved_not_told';

/**
 * The most that may be kept of a guest who did not come, and the least that goes back of her deposit; minor units. The
 * higher cap needs deposit and penalty told in advance (OP-30, OP-31); what the deposit is above the penalty goes back
 * (OP-32). No deposit → nothing goes back.
 * Worked: bill 100,000: ordinary, deposit 50,000 → 20,000 kept, 30,000 back; omakase told, deposit 100,000 → 40,000 and
 * 60,000; not told → 20,000 and 80,000 (domain §8).
 */
export function computeNoShow(booking: {
  bookingClass: BookingClass;
  wasTold: boolean;
  billMinor: number;
  depositMinor: number;
}): { penaltyMinor: number; refundMinor: number; rule: NoShowRule } {
  const { bookingClass, wasTold, billMinor, depositMinor } = booking;
  const rule = bookingClass === 'ordinary' || wasTold ? bookingClass : 'reserved_not_told';
  const percent = CAP_PERCENT[rule === 'reserved' ? 'reserved' : 'ordinary'];
  const penaltyMinor = Math.floor((billMinor * percent) / 100);
  return { penaltyMinor, refundMinor: Math.max(0, depositMinor - penaltyMinor), rule };
}

export type TuitionRule = 'before_start' | 'before_third' | 'before_half' | 'after_half';

/**
 * What goes back of tuition when somebody leaves (domain §5.7, S70): of the month that runs all of it before it begins, two
 * thirds before a third of its lessons were held, a half before half of them, nothing after; months that have not begun in
 * full. Minor units, a part of a won in favour of the student.
 * Worked, 300,000 a month of 12 lessons: 3 held → 200,000; 5 → 150,000; 6 → 0; three months, leaving in the first with 3
 * held → 200,000 + 600,000 (domain §8).
 */
export function computeTuitionRefund(course: {
  monthlyMinor: number;
  /** Lessons of the month that runs, and how many of them were held. */
  lessons: number;
  heldLessons: number;
  /** Paid months that have not begun. */
  monthsLeft: number;
}): { thisMonthMinor: number; laterMinor: number; refundMinor: number; rule: TuitionRule } {
  const { monthlyMinor, lessons, heldLessons, monthsLeft } = course;
  const [rule, thisMonthMinor]: [TuitionRule, number] =
    heldLessons === 0
      ? ['before_start', monthlyMinor]
      : heldLessons * 3 < lessons
        ? ['before_third', Math.ceil((monthlyMinor * 2) / 3)]
        : heldLessons * 2 < lessons
          ? ['before_half', Math.ceil(monthlyMinor / 2)]
          : ['after_half', 0];
  const laterMinor = monthsLeft * monthlyMinor;
  return { thisMonthMinor, laterMinor, refundMinor: thisMonthMinor + laterMinor, rule };
}
