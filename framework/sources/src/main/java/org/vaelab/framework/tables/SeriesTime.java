// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.tables;

import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoField;

/**
 * The time of a row of a series.
 *
 * @param number a time that is a number; 0 for a date
 * @param date the instant of a date; the epoch for a number
 * @param offset of its zone from UTC, in seconds; 0 without a zone
 */
record SeriesTime(double number, Cell.Moment date, int offset) implements Comparable<SeriesTime> {

    private static final long MICROS = 1_000_000;

    static SeriesTime of(double number) {
        return new SeriesTime(number, Cell.Moment.EPOCH, 0);
    }

    /** Returns the instant of a time of day in a zone. */
    static SeriesTime of(LocalDateTime local, int offset) {
        long second = local.toEpochSecond(ZoneOffset.UTC) - offset;
        int nanos = local.get(ChronoField.NANO_OF_SECOND);
        long micros = Math.addExact(Math.multiplyExact(second, MICROS), nanos / 1000);
        return new SeriesTime(0, new Cell.Moment(micros, nanos % 1000), offset);
    }

    /** Returns date and time of day in its zone. */
    LocalDateTime local() {
        return LocalDateTime.ofEpochSecond(
                Math.floorDiv(date.micros(), MICROS) + offset,
                (int) Math.floorMod(date.micros(), MICROS) * 1000 + date.nanos(),
                ZoneOffset.UTC);
    }

    /** Returns the month, counted from that of year 0. */
    int month() {
        return 12 * local().getYear() + local().getMonthValue() - 1;
    }

    /** Returns whether it is the last day of a month. */
    boolean endsMonth() {
        return local().getDayOfMonth() == local().toLocalDate().lengthOfMonth();
    }

    /** Returns the difference, of dates in days. */
    double since(SeriesTime other) {
        return number - other.number + date.daysSince(other.date);
    }

    /** Returns the time so much later, of dates in days. */
    SeriesTime plus(double later, boolean isNumber) {
        return isNumber
                ? of(number + later)
                : new SeriesTime(
                        0,
                        new Cell.Moment(
                                date.micros() + Math.round(later * Cell.Moment.OF_DAY),
                                date.nanos()),
                        offset);
    }

    @Override
    public int compareTo(SeriesTime other) {
        return Double.compare(since(other), 0);
    }
}
