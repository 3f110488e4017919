import { Button, useMantineColorScheme } from '@mantine/core';
import { IconMail, IconReceipt, IconToolsKitchen2 } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ApiError } from '../../lib/api-error.ts';
import { useFormat } from '../../lib/format.ts';
import { ChipList } from '../../ui/chip-list.tsx';
import { type Column, DataTable, type Sort } from '../../ui/data-table/data-table.tsx';
import { Dropzone } from '../../ui/dropzone.tsx';
import { Figure, FigureRow } from '../../ui/figure.tsx';
import { HeatMap } from '../../ui/heat-map.tsx';
import { IntervalBar } from '../../ui/interval-bar.tsx';
import { Masked } from '../../ui/masked.tsx';
import { Page, Section } from '../../ui/page.tsx';
import { ProgressCard } from '../../ui/progress-card.tsx';
import { RhythmStrip } from '../../ui/rhythm-strip.tsx';
import { Sparkline } from '../../ui/sparkline.tsx';
import { EmptyState, ErrorState, Loading, NoPermission, Notice } from '../../ui/states.tsx';
import { StepRail } from '../../ui/step-rail.tsx';
import { Tag } from '../../ui/tag.tsx';
import { Timeline } from '../../ui/timeline.tsx';
import { TwoBars } from '../../ui/two-bars.tsx';
import { showUndo } from '../../ui/undo-toast.tsx';
import { Day, Instant, Money } from '../../ui/value.tsx';
import { LanguageSwitch } from '../shell/language-switch.tsx';
import { type SamplePerson, sampleCells, samplePeople, sampleToday, sampleVisits } from './gallery/samples.ts';

const people = samplePeople(8);
const manyPeople = samplePeople(5000);

export default function GalleryScreen() {
  const { i18n } = useTranslation();
  const { toggleColorScheme } = useMantineColorScheme();
  const format = useFormat();
  /** The gallery shows both languages; its texts are samples. */
  const say = (ko: string, en: string) => (i18n.language === 'en' ? en : ko);
  const [sort, setSort] = useState<Sort>({ key: 'spent', direction: 'desc' });
  const [chips, setChips] = useState<string[]>(['slipping']);
  const [step, setStep] = useState('audience');
  const rate = (value: number) => format.percent(value, 1);

  const columns: Column<SamplePerson>[] = [
    { key: 'name', header: say('손님', 'Guest'), render: (one) => one.name, phone: 'title', sortable: true },
    {
      key: 'state',
      header: say('상태', 'State'),
      render: (one) =>
        ({
          regular: <Tag tone="accent">{say('단골', 'Regular')}</Tag>,
          slipping: <Tag tone="warning">{say('쉬는 손님', 'Slipping away')}</Tag>,
          new: <Tag>{say('신규', 'New')}</Tag>,
        })[one.state],
      phone: 'aside',
    },
    {
      key: 'last',
      header: say('마지막 방문', 'Last visit'),
      render: (one) => <Day day={one.lastVisit} relative />,
      sortable: true,
    },
    { key: 'visits', header: say('방문', 'Visits'), render: (one) => one.visits, align: 'right', sortable: true },
    {
      key: 'spent',
      header: say('쓴 금액', 'Spent'),
      render: (one) => <Money amountMinor={one.spentMinor} />,
      align: 'right',
      sortable: true,
    },
    {
      key: 'trend',
      header: say('열두 달', 'Twelve months'),
      render: (one) => (
        <Sparkline
          values={one.trend}
          sentence={say(`달마다 방문: ${one.trend.join(', ')}`, `Visits by month: ${one.trend.join(', ')}`)}
        />
      ),
      phone: 'hidden',
    },
  ];

  return (
    <main id="main">
      <Page
        title={say('부품 보기', 'Gallery')}
        sentence={say(
          '쉬는 손님 12명 — 모두 합쳐 한 달에 38만 원쯤 쓰시던 분들이에요.',
          '12 guests are slipping away; together they used to spend about ₩380,000 a month.',
        )}
        action={
          <>
            <LanguageSwitch signedIn={false} />
            <Button variant="default" onClick={toggleColorScheme}>
              {say('밝기', 'Scheme')}
            </Button>
            <Button
              onClick={() => showUndo({ message: say('쿠폰을 지웠어요', 'The coupon was removed'), onUndo: () => {} })}
            >
              {say('되돌리기 보기', 'Show undo')}
            </Button>
          </>
        }
      >
        <FigureRow>
          <Figure
            label={say('어제 매출', 'Sales yesterday')}
            value={format.money(1_284_000)}
            n={87}
            tone="accent"
            comparison={say('보통 금요일보다 12% 많아요', '12% more than a usual Friday')}
            definition={{
              text: say(
                '어제 영업일에 받은 주문의 합계에서 환불을 뺀 금액이에요.',
                'All orders of yesterday’s business day, less refunds.',
              ),
              term: 'net revenue',
            }}
          />
          <Figure
            label={say('다시 온 비율', 'Came again')}
            value="41"
            unit="%"
            n={18}
            comparison={say('손님이 적어 아직 흔들려요', 'Too few people to lean on yet')}
            definition={{
              text: say(
                '첫 방문 뒤 60일 안에 다시 온 손님의 비율이에요.',
                'Share of guests who came again within 60 days of the first visit.',
              ),
            }}
          />
          <Figure
            label={say('쉬는 손님', 'Slipping away')}
            value={12}
            unit={say('명', '')}
            tone="warning"
            comparison={say('지난주보다 3명 늘었어요', '3 more than last week')}
          />
          <Figure
            label={say('실행안 효과', 'What plays brought')}
            value={undefined}
            reading={say('12월 5일에 결과를 볼 수 있어요.', 'The result can be read on 5 December.')}
          />
        </FigureRow>

        <Section title={say('글자와 값', 'Text and values')}>
          <p style={{ display: 'flex', flexWrap: 'wrap', gap: 16, margin: 0, alignItems: 'center' }}>
            <Masked text="김○나" label={say('이름', 'Name')} onReveal={async () => '김하나'} />
            <Masked text="010-****-5678" label={say('전화번호', 'Phone')} />
            <Day day="2026-11-18" />
            <Instant at="2026-11-20T09:30:00Z" exact />
            <Instant at="2026-11-20T09:30:00Z" />
            <Money amountMinor={12000} />
            <Tag>{say('초안', 'Draft')}</Tag>
            <Tag tone="accent">{say('보내는 중', 'Sending')}</Tag>
            <Tag tone="warning">{say('확인 필요', 'Needs a look')}</Tag>
            <Tag tone="danger">{say('불만 진행', 'Open complaint')}</Tag>
          </p>
        </Section>

        <Section
          surface="plain"
          title={say('손님', 'Guests')}
          action={
            <ChipList
              label={say('상태', 'State')}
              value={chips}
              onChange={setChips}
              options={[
                { value: 'regular', label: say('단골', 'Regular'), count: 214 },
                { value: 'slipping', label: say('쉬는 손님', 'Slipping away'), count: 12 },
                { value: 'new', label: say('신규', 'New'), count: 38 },
              ]}
            />
          }
        >
          <DataTable
            caption={say('손님 목록', 'Guests')}
            columns={columns}
            rows={people}
            rowKey={(one) => one.id}
            rowHref={(one) => `/people/${one.id}`}
            sort={sort}
            onSort={setSort}
          />
        </Section>

        <Section
          surface="plain"
          title={say('긴 목록', 'A long list')}
          sentence={say('5,000줄 중 보이는 줄만 그려요.', 'Only the rows in view of 5,000 are drawn.')}
        >
          <DataTable
            caption={say('손님 5,000명', '5,000 guests')}
            columns={columns}
            rows={manyPeople}
            rowKey={(one) => one.id}
            onOpen={() => {}}
          />
        </Section>

        <Section title={say('실행안 결과', 'Result of a play')}>
          <TwoBars
            sentence={say(
              '보낸 쪽이 4%p 더 왔지만, 900명과 100명으로는 우연일 수 있어요.',
              '4 points more of those written to came, but with 900 and 100 people it may be chance.',
            )}
            treated={{ label: say('보냄', 'Written to'), value: 0.1, low: 0.0821, high: 0.1213, n: 900 }}
            heldOut={{ label: say('보내지 않음', 'Held out'), value: 0.06, low: 0.0278, high: 0.1248, n: 100 }}
            format={rate}
          />
          <div style={{ height: 16 }} />
          <IntervalBar
            sentence={say(
              '차이는 +4.0%p, 95% 구간은 −2.7에서 +7.9예요. 0을 지나므로 아직 모릅니다.',
              'The difference is +4.0 pp, 95% interval −2.7 to +7.9. It crosses zero: not known yet.',
            )}
            label={say('다시 온 비율의 차이', 'Difference in coming again')}
            estimate={0.04}
            low={-0.0272}
            high={0.0786}
            format={format.percentPoints}
          />
        </Section>

        <Section title={say('한 사람의 리듬', 'One person’s rhythm')}>
          <RhythmStrip
            sentence={say(
              '보통 2주마다 금요일 저녁에 오셨는데, 이번엔 5주째 안 오셨어요.',
              'Usually every two weeks on Friday evening; now five weeks.',
            )}
            visitDays={sampleVisits}
            today={sampleToday}
            expectedOn="2026-10-30"
            expectedBetween={['2026-10-27', '2026-11-05']}
          />
        </Section>

        <Section title={say('요일과 시간', 'Weekday and hour')}>
          <HeatMap
            sentence={say('금요일과 토요일 저녁 7시가 가장 바빠요.', 'Friday and Saturday at 19:00 are busiest.')}
            cells={sampleCells}
            format={(value) => format.decimal(value, 0)}
          />
        </Section>

        <Section title={say('기록', 'Timeline')}>
          <Timeline
            items={[
              {
                id: '1',
                phase: 'after',
                day: '2026-11-20',
                time: '10:05',
                icon: <IconMail size={14} />,
                title: say('감사 쿠폰을 보냈어요', 'Thank-you coupon sent'),
                source: say('실행안 · 첫 방문 감사 2', 'Play · First-visit thanks 2'),
              },
              {
                id: '2',
                phase: 'during',
                day: '2026-11-18',
                time: '18:42',
                icon: <IconToolsKitchen2 size={14} />,
                title: say('마라탕 2단계, 꿔바로우', 'Malatang level 2, guobaorou'),
                body: <Money amountMinor={23000} />,
                source: say('매장 주문 · 3명', 'Eat-in order · party of 3'),
              },
              {
                id: '3',
                phase: 'before',
                day: '2026-11-18',
                time: '11:20',
                icon: <IconReceipt size={14} />,
                title: say('전화로 예약했어요', 'Booked by phone'),
                source: say('박준이 받음', 'Taken by Jun'),
              },
            ]}
          />
        </Section>

        <Section title={say('단계', 'Steps')}>
          <div style={{ maxWidth: 320 }}>
            <StepRail
              label={say('실행안 만들기', 'Make a play')}
              current={step}
              onSelect={setStep}
              steps={[
                {
                  key: 'aim',
                  label: say('목표', 'Aim'),
                  sentence: say('쉬는 손님 다시 모시기', 'Win back those slipping away'),
                  done: true,
                },
                { key: 'audience', label: say('대상', 'Audience'), done: false },
                { key: 'offer', label: say('제안', 'Offer'), done: false },
                { key: 'send', label: say('보내기', 'Send'), done: false, locked: true },
              ]}
            />
          </div>
        </Section>

        <Section title={say('오래 걸리는 일', 'Long work')}>
          <div style={{ display: 'grid', gap: 12 }}>
            <ProgressCard
              title="2026-11.csv"
              doneShare={0.62}
              state="working"
              canLeave
              onStop={() => {}}
              sentence={say('12,400줄 중 7,690줄을 읽었어요.', '7,690 of 12,400 lines read.')}
            />
            <ProgressCard
              title="2026-10.csv"
              doneShare={0.3}
              state="failed"
              sentence={say(
                '3,102번째 줄에서 멈췄어요. 앞의 줄은 저장하지 않았어요.',
                'Stopped at line 3,102. Nothing was saved.',
              )}
            />
            <Dropzone
              label={say('매출 파일을 여기에 놓으세요', 'Drop the sales file here')}
              accept=".csv,.xlsx"
              maxBytes={100_000_000}
              hint={say('CSV나 엑셀, 100MB까지', 'CSV or Excel, up to 100 MB')}
              onFile={() => {}}
            />
          </div>
        </Section>

        <Section title={say('상태', 'States')} surface="plain">
          <div style={{ display: 'grid', gap: 12 }}>
            <EmptyState
              sentence={say(
                '아직 가져온 매출이 없어요. 파일 하나면 단골이 보여요.',
                'No sales yet. One file is enough to see your regulars.',
              )}
              action={<Button>{say('매출 가져오기', 'Import sales')}</Button>}
              demo={say('데모 가게에서 먼저 볼 수도 있어요.', 'Or look at it in the demo shop first.')}
            />
            <ErrorState error={new ApiError({ status: 0, code: 'offline', message: '' })} onRetry={() => {}} />
            <NoPermission />
            <Notice tone="warning">
              {say('포스 매출은 3일 전까지만 들어와 있어요.', 'Till sales are in only up to 3 days ago.')}
            </Notice>
            <Loading rows={3} />
          </div>
        </Section>
      </Page>
    </main>
  );
}
