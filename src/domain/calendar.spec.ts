import { calendarDate } from './calendar.js';

const digits = (value: number, count: number): string => String(value).padStart(count, '0');

describe('calendarDate', () => {
  it('knows the days that Date knows, and no others', () => {
    const wrong: string[] = [];
    for (const year of [0, 1, 4, 100, 400, 1582, 1600, 1900, 1970, 2000, 2023, 2024, 2100, 2200, 9999]) {
      for (let month = 0; month <= 13; month++) {
        for (let day = 0; day <= 32; day++) {
          const parts = [digits(year, 4), digits(month, 2), digits(day, 2)] as const;
          const date = parts.join('-');
          const instant = Date.parse(`${date}T00:00:00Z`);
          // Date turns 30 February into 1 or 2 March
          const exists = !Number.isNaN(instant) && new Date(instant).toISOString().startsWith(date);
          if (calendarDate(...parts) !== (exists ? date : null)) wrong.push(date);
        }
      }
    }
    expect(wrong).toEqual([]);
  });
});
