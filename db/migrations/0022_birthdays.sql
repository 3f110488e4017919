-- A birthday as she says it: a day of the moon's calendar, or one without a year (OP-71, OP-72). `birth_date` stays the day
-- she was born by the sun, where the year is known: her age counts from it (PV-11). What she celebrates is `birthday`
-- where it stands, else the day of `birth_date`; src/shared/birthdays.ts has the rule.
alter table customers.customer
  add column birthday text check (birthday ~ '^(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$'),
  add column birthday_calendar text check (birthday_calendar in ('solar', 'lunar', 'lunar_leap')),
  add constraint customer_birthday_has_its_calendar check ((birthday is null) = (birthday_calendar is null));

-- Calendar and day in one text, as in a field's history: `lunar 05-05`.
alter table customers.filled_gap add column birthday text;

alter table customers.field_change drop constraint field_change_field_check;
alter table customers.field_change add constraint field_change_field_check
  check (field in ('name', 'given_name', 'family_name', 'birth_date', 'birthday', 'note'));
