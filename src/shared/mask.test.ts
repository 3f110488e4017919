import { describe, expect, it } from 'vitest';
import { maskAddress, maskEmail, maskName, maskNumbersIn, maskPhone } from './mask.ts';

describe('maskName (PV-58)', () => {
  it.each([
    ['홍길동', '홍*동'],
    ['홍 길동', '홍*동'],
    ['홍길동'.normalize('NFD'), '홍*동'],
    ['김하', '김*'],
    ['김', '*'],
    ['남궁민수', '남궁*수'],
    ['남궁민', '남*민'],
    ['제갈공명', '제갈*명'],
    ['김아름별', '김**별'],
    ['山田太郎', '山**郎'],
    ['John Smith', 'J*** S***'],
    ['Madonna', 'M***'],
    ['김하나 Kim', '김*** K***'],
    ['', ''],
  ])('%j becomes %j', (name, masked) => {
    expect(maskName(name)).toBe(masked);
  });
});

describe('maskPhone (PV-58)', () => {
  it.each([
    ['+821012341234', '010-****-1234'],
    ['010-1234-1234', '010-****-1234'],
    ['02-123-4567', '02-***-4567'],
    ['0504-1234-5678', '0504-****-5678'],
    ['1588-1234', '****-1234'],
    ['+447400123456', '+44 ***-3456'],
    ['not a phone 12345678', '***-5678'],
    ['1234', '****'],
    ['', '****'],
  ])('%s becomes %s', (phone, masked) => {
    expect(maskPhone(phone)).toBe(masked);
  });
});

describe('maskEmail (PV-58)', () => {
  it.each([
    ['kim@example.com', 'k***@example.com'],
    ['k@example.com', 'k***@example.com'],
    ['하나@example.com', '하***@example.com'],
    ['@example.com', '***'],
    ['nothing', '***'],
  ])('%s becomes %s', (email, masked) => {
    expect(maskEmail(email)).toBe(masked);
  });
});

describe('maskAddress (PV-58)', () => {
  it.each([
    ['서울특별시 강남구 테헤란로 123, 4층 (역삼동)', '서울특별시 강남구 테헤란로'],
    ['(06234) 서울 강남구 테헤란로12길 5', '서울 강남구 테헤란로12길'],
    ['06234 서울 강남구 테헤란로123', '서울 강남구 테헤란로'],
    ['서울 마포구 월드컵북로5가길 12 101호', '서울 마포구 월드컵북로5가길'],
    ['서울 종로구 세종대로 209', '서울 종로구 세종대로'],
    ['서울 마포구 서교동 123-4 101동 502호', '서울 마포구 서교동'],
    ['서울 구로구 구로3동 12', '서울 구로구 구로3동'],
    ['경기도 양평군 양평읍 양근로 12', '경기도 양평군 양평읍'],
    ['서울 중구 을지로3가 55', '서울 중구 을지로3가'],
    ['서울 강남구 어딘가빌딩 3층', '서울 강남구'],
    ['123-4번지', '***'],
    ['10 Downing Street, London SW1A 2AA', '***, London'],
    ['10 Downing Street', '***'],
    ['', ''],
  ])('%s becomes %s', (address, masked) => {
    expect(maskAddress(address)).toBe(masked);
  });
});

it('hides numbers of people in a text, and leaves days, ids and sums (PV-58, PV-12)', () => {
  expect(maskNumbersIn("phone = '01012345678' or '+82 10-1234-5678' or a@b.kr or '900101-1234567'")).toBe(
    "phone = '010-****-5678' or '010-****-5678' or a***@b.kr or '******-*******'",
  );
  const plain = "day = '2026-11-20' and id = '01a20487-4d97-705c-b159-60c4d69a045c' and net_minor > 10000000";
  expect(maskNumbersIn(plain)).toBe(plain);
});
