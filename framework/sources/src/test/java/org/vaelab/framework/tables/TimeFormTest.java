// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.tables;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.LocalDateTime;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.vaelab.framework.data.DataException;

class TimeFormTest {

    private static TimeForm form(String... times) {
        return TimeForm.of(List.of(times), null, null, "t", row -> "row " + (row + 1));
    }

    /** Two times tell form and grid; the third is what the file would have next. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "2000-01-01|2000-02-01|2000-03-01|1 month",
                "2000-01-31|2000-02-29|2000-03-31|1 month",
                "1899-11-30|1899-12-31|1900-01-31|1 month",
                "1999-12-30|2000-01-30|2000-02-29|1 month",
                "2000-02-29|2001-02-28|2002-02-28|1 year",
                "2000-03-31|2000-06-30|2000-09-30|3 months",
                "2000-01-01|2000-01-29|2000-02-26|28 days",
                "2000-02-28|2000-02-29|2000-03-01|1 day",
                "1900-02-27|1900-02-28|1900-03-01|1 day",
                "2000/1/31 23:00:00|2000/02/01 00:00:00|2000/02/01 01:00:00|1 hour",
                "2000-01-01T24:00|2000-01-03T00:00|2000-01-04T00:00|1 day",
                "2000-01-01T08:00:00.000Z|2000-02-01T08:00:00.000Z|2000-03-01T08:00:00.000Z|1 month",
                "2000-01-01T00:30+14:00|2000-02-01T00:30+14:00|2000-03-01T00:30+14:00|1 month",
                "19580329|19580405|19580412|7 days",
                "200011|200012|200101|1 month",
                "Jan 1 2000|Feb 1 2000|Mar 1 2000|1 month",
                "Jan 01 2000|Feb 01 2000|Mar 01 2000|1 month",
                "1 January 2000|1 April 2000|1 July 2000|3 months",
                "31-Dec-1899|31-Jan-1900|28-Feb-1900|1 month",
                "OCT 1, 2000|NOV 1, 2000|Dec 1, 2000|1 month",
                "2001-03|2001-04|2001-05|1 month",
                "2001M11|2001M12|2002M01|1 month",
                "2001Q3|2001Q4|2002Q1|3 months",
                "Q3 2001|Q4 2001|Q1 2002|3 months",
                "Sep 2001|Oct 2001|Nov 2001|1 month",
                "13/02/2000|14/02/2000|15/02/2000|1 day",
                "2/13/2000 9:00|2/13/2000 10:00|2/13/2000 11:00|1 hour",
                "2/13/2000 11:00 PM|2/14/2000 12:00 AM|2/14/2000 1:00 AM|1 hour",
                "1749|1750|1751|1",
                "0.1|0.2|0.3|0.1",
            })
    void timesAreReadAndGoOnAsTheyAreWritten(String a, String b, String next, String step) {
        for (Locale locale : List.of(Locale.GERMANY, Locale.forLanguageTag("ar-EG"))) {
            Locale before = Locale.getDefault();
            Locale.setDefault(locale);
            try {
                TimeForm form = form(a, b);
                List<SeriesTime> times =
                        List.of(form.parse(a).orElseThrow(), form.parse(b).orElseThrow());
                TimeGrid grid = TimeGrid.of(null, form.isNumber(), List.of(times));
                assertThat(grid).hasToString(step);
                SeriesTime third = grid.at(times.get(0), 2, TimeGrid.day(times));
                assertThat(form.write(third, b)).isEqualTo(next);
                assertThat(grid.place(times.get(0), times.get(1))).isEqualTo(1);
            } finally {
                Locale.setDefault(before);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"01/02/2000", "1.2.2000", "03-04-1999 10:00"})
    void anOrderOfDayAndMonthIsNotGuessed(String time) {
        assertThatThrownBy(() -> form(time, time))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("may be written as")
                .hasMessageContaining("set timeFormat to one of them");
    }

    @Test
    void oneTimeDecidesTheOrderOfAllAndAStatedFormIsKept() {
        assertThat(form("01/02/2000", "13/02/2000").parse("01/02/2000").orElseThrow().local())
                .isEqualTo(LocalDateTime.of(2000, 2, 1, 0, 0));
        assertThat(form("01/02/2000", "02/13/2000").parse("01/02/2000").orElseThrow().local())
                .isEqualTo(LocalDateTime.of(2000, 1, 2, 0, 0));
        TimeForm stated =
                TimeForm.of(List.of("01.02.00 10 Uhr"), "dd.MM.yy H 'Uhr'", null, "t", r -> "");
        SeriesTime time = stated.parse("01.02.00 10 Uhr").orElseThrow();
        assertThat(time.local()).isEqualTo(LocalDateTime.of(2000, 2, 1, 10, 0));
        assertThat(stated.write(time.plus(1, false), "")).isEqualTo("02.02.00 10 Uhr");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "soon|2000-01-01|row 1: \"soon\" in column \"t\" is neither a number nor a date",
                "Jan 1 2000|Feb 30 2000|row 2: \"Feb 30 2000\"",
                "2001-02-29|2001-03-01|row 1",
                "2000-01-01|2000-13-01|the rows before it have dates as 2024-03-14",
                "2001Q4|2001Q5|row 2",
                "1749|spring|row 2",
                "2000-01-01T24:01|2000-01-02T00:00|row 1",
            })
    void whatIsNoTimeIsNamedWithTheFormOfTheOthers(String a, String b, String why) {
        assertThatThrownBy(() -> form(a, b))
                .isInstanceOf(DataException.class)
                .hasMessageContaining(why)
                .hasMessageContaining("set timeFormat");
    }

    @Test
    void statedPatternsAreChecked() {
        assertThatThrownBy(
                        () -> TimeForm.of(List.of("1.2.00"), "dd.MM.yyyy", null, "t", r -> "row 1"))
                .hasMessageContaining(
                        "not written as timeFormat dd.MM.yyyy says, such as 14.03.2024");
        assertThatThrownBy(() -> TimeForm.of(List.of("7"), "dd.MM.yyyy", null, "t", r -> "row 1"))
                .hasMessageContaining("\"7\" in column \"t\" is not written as");
        assertThatThrownBy(() -> TimeForm.of("dd.MM")).hasMessageContaining("no year");
    }

    @Test
    void stepsOfACalendarHaveARowOnAnyDay() {
        TimeForm form = form("2000-01-31", "2000-02-27");
        SeriesTime first = form.parse("2000-01-31").orElseThrow();
        TimeGrid months = TimeGrid.of(new TimeText("month"), false, List.of(List.of(first)));
        assertThat(months.place(first, form.parse("2001-02-27").orElseThrow())).isEqualTo(13);
        TimeGrid quarters = TimeGrid.of(new TimeText("quarter"), false, List.of(List.of(first)));
        assertThat(quarters.place(first, form.parse("2000-06-30").orElseThrow())).isEqualTo(1);
        assertThatThrownBy(() -> TimeGrid.of(new TimeText("month"), true, List.of()))
                .hasMessageContaining("the times are numbers");
    }
}
