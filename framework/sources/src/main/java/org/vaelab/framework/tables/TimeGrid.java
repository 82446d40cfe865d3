// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.tables;

import java.time.LocalDateTime;
import java.time.YearMonth;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.vaelab.framework.data.DataException;
import org.vaelab.framework.settings.Amount;
import org.vaelab.framework.settings.ValueNames;

/**
 * The steps of series: all of one length, or months of a calendar. A row is in the step of its
 * month, on whichever day.
 *
 * @param months of a step; 0 if steps have a length
 * @param spacing of a step without months, of dates in days
 * @param areNumbers whether times are numbers
 */
record TimeGrid(int months, double spacing, boolean areNumbers) {

    /** Times of other days are never months: a step is longer than February. */
    private static final int LEAST_MONTH = 28;

    /** By how much of an hour a step that is shown in hours may be off. */
    private static final double TOLERANCE = 1e-9;

    private static final Map<String, Integer> MONTHS = Map.of("month", 1, "quarter", 3, "year", 12);
    private static final Map<String, Double> DAYS = Map.of("hour", 1 / 24., "day", 1., "week", 7.);

    /**
     * Checks what a config states.
     *
     * @throws DataException if it is no step
     */
    static void requireStep(TimeText step) {
        double number = Cell.number(step.text());
        if (!(number > 0) && !MONTHS.containsKey(step.text()) && !DAYS.containsKey(step.text())) {
            throw DataException.of(
                    "source series: step is %s, expected hour, day, week, month, quarter, year, or a"
                            + " number above 0, of days for dates",
                    step);
        }
    }

    /**
     * Returns the steps of series: as stated, or else months if all times of a series are on one day
     * of the month or on its last, or else the least difference.
     *
     * @param series the sorted times of each
     * @throws DataException if numbers are to have the steps of a calendar
     */
    static TimeGrid of(@Nullable TimeText step, boolean areNumbers, List<List<SeriesTime>> series) {
        if (step != null) {
            return stated(step.text(), areNumbers);
        }
        double least = Double.POSITIVE_INFINITY;
        int months = 0;
        boolean areMonths = !areNumbers;
        for (List<SeriesTime> times : series) {
            areMonths = areMonths && areOnOneDay(times);
            for (int i = 1; i < times.size(); i++) {
                least = Math.min(least, times.get(i).since(times.get(i - 1)));
                months = divisor(months, times.get(i).month() - times.get(i - 1).month());
            }
        }
        boolean isCalendar = areMonths && months > 0 && least >= LEAST_MONTH;
        return new TimeGrid(isCalendar ? months : 0, least, areNumbers);
    }

    private static TimeGrid stated(String step, boolean areNumbers) {
        double number = Cell.number(step);
        boolean isYear = step.equals("year");
        if (areNumbers && Double.isNaN(number) && !isYear) {
            throw DataException.of(
                    "source series: step is %s, and the times are numbers; expected a number, or set"
                            + " timeFormat if they are dates",
                    step);
        }
        boolean isCalendar = MONTHS.containsKey(step) && !areNumbers;
        double spacing = areNumbers && isYear ? 1 : DAYS.getOrDefault(step, number);
        return new TimeGrid(isCalendar ? MONTHS.get(step) : 0, spacing, areNumbers);
    }

    private static int divisor(int a, int b) {
        return b == 0 ? a : divisor(b, a % b);
    }

    /** Returns the day of the month of a series; 31 stands for the last one. */
    static int day(List<SeriesTime> times) {
        return times.stream().allMatch(SeriesTime::endsMonth)
                ? 31
                : times.stream().mapToInt(t -> t.local().getDayOfMonth()).max().orElseThrow();
    }

    private static boolean areOnOneDay(List<SeriesTime> times) {
        int day = day(times);
        return times.stream()
                .allMatch(
                        t ->
                                (t.endsMonth() || t.local().getDayOfMonth() == day)
                                        && t.local().getDayOfMonth() <= day
                                        && t.local()
                                                .toLocalTime()
                                                .equals(times.get(0).local().toLocalTime()));
    }

    /** Returns the step of a time, from the first time of its series on; whole if it is on the grid. */
    double place(SeriesTime first, SeriesTime time) {
        return months == 0
                ? time.since(first) / spacing
                : Math.floorDiv(time.month(), months) - Math.floorDiv(first.month(), months);
    }

    /**
     * Returns the time of a step.
     *
     * @param day of the month of the series
     */
    SeriesTime at(SeriesTime first, int step, int day) {
        if (months == 0) {
            return first.plus(step == 0 ? 0 : step * spacing, areNumbers);
        }
        int month = first.month() + step * months;
        YearMonth of = YearMonth.of(Math.floorDiv(month, 12), 1 + Math.floorMod(month, 12));
        LocalDateTime local =
                of.atDay(Math.min(day, of.lengthOfMonth())).atTime(first.local().toLocalTime());
        return SeriesTime.of(local, first.offset());
    }

    @Override
    public String toString() {
        if (months > 0) {
            return months % 12 == 0 ? Amount.of(months / 12, "year") : Amount.of(months, "month");
        }
        long hours = Math.round(24 * spacing);
        if (areNumbers || hours == 0 || Math.abs(24 * spacing - hours) > TOLERANCE) {
            return ValueNames.of(spacing) + (areNumbers ? "" : " days");
        }
        return hours % 24 == 0 ? Amount.of(hours / 24, "day") : Amount.of(hours, "hour");
    }
}
