// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.tables;

import java.math.BigDecimal;
import java.math.MathContext;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.ResolverStyle;
import java.time.temporal.ChronoField;
import java.time.temporal.IsoFields;
import java.time.temporal.TemporalAccessor;
import java.time.temporal.TemporalQueries;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.vaelab.framework.data.DataException;
import org.vaelab.framework.settings.ValueNames;

/**
 * How the times of a column are written: as numbers, as ISO dates, or by a pattern of java.time with
 * English names. All cells of a column have one form. If their order of day and month can be either,
 * the form is not guessed. Months, quarters and years are their first days.
 *
 * @param name for messages
 * @param formatter of a pattern; empty for numbers and ISO dates
 */
record TimeForm(String name, Optional<DateTimeFormatter> formatter) {

    static final TimeForm NUMBER = new TimeForm("numbers", Optional.empty());
    static final TimeForm ISO = new TimeForm("dates as 2024-03-14", Optional.empty());

    /** Of times that are numbers and computed. */
    private static final MathContext DIGITS = new MathContext(12);

    /** What follows a time of day: the zone. */
    private static final Pattern ZONE = Pattern.compile("(?<=:[0-9.]{1,20}) ?(Z|UTC|[-+][0-9:]+)$");

    /** The end of a day, as ISO 8601 writes it. */
    private static final Pattern MIDNIGHT = Pattern.compile("(?<=[ T])24(?=:00(:00)?(?![:0-9]))");

    private static final String EPOCH = "1970-01-01 00:00";
    private static final int DAY = 10;
    private static final int MINUTE = 16;
    private static final LocalDateTime SAMPLE = LocalDateTime.of(2024, 3, 14, 15, 30);

    private static final List<String> DAYS =
            List.of(
                    "uuuuMMdd",
                    "MMM d uuuu",
                    "MMM d, uuuu",
                    "MMMM d uuuu",
                    "MMMM d, uuuu",
                    "d MMM uuuu",
                    "d MMMM uuuu",
                    "d-MMM-uuuu",
                    "d/M/uuuu",
                    "M/d/uuuu",
                    "d.M.uuuu",
                    "M.d.uuuu",
                    "d-M-uuuu",
                    "M-d-uuuu");
    private static final List<String> CLOCKS =
            List.of("", " HH:mm", " HH:mm:ss", " H:mm", " H:mm:ss", " h:mm a", " h:mm:ss a");
    private static final List<String> MONTHS =
            List.of(
                    "uuuu-MM",
                    "uuuu/MM",
                    "uuuuMM",
                    "M/uuuu",
                    "uuuu'M'MM",
                    "uuuu'M'M",
                    "uuuu MMM",
                    "uuuu-MMM",
                    "MMM uuuu",
                    "MMMM uuuu",
                    "MMM-uuuu",
                    "uuuu'Q'Q",
                    "uuuu-'Q'Q",
                    "uuuu 'Q'Q",
                    "'Q'Q uuuu",
                    "'Q'Q-uuuu");

    private static final List<TimeForm> KNOWN =
            Stream.of(
                            Stream.of(ISO),
                            Stream.concat(
                                            DAYS.stream()
                                                    .flatMap(
                                                            day ->
                                                                    CLOCKS.stream()
                                                                            .map(day::concat)),
                                            MONTHS.stream())
                                    .flatMap(plain -> Stream.of(padded(plain), plain).distinct())
                                    .map(TimeForm::of))
                    .flatMap(forms -> forms)
                    .toList();

    /** Returns a pattern with two digits for a day or month in numbers. */
    private static String padded(String pattern) {
        return pattern.replaceAll("(?<!d)d(?!d)", "dd").replaceAll("(?<![M'])M(?![M'])", "MM");
    }

    /**
     * Returns the form of a pattern of java.time. {@code y} is a year as {@code u} is.
     *
     * @throws IllegalArgumentException if it is none, or has no year
     */
    static TimeForm of(String pattern) {
        String[] parts = pattern.split("'", -1);
        boolean hasYear = false;
        for (int i = 0; i < parts.length; i += 2) {
            parts[i] = parts[i].replace('y', 'u');
            hasYear |= parts[i].contains("u");
        }
        if (!hasYear) {
            throw new IllegalArgumentException("it has no year, yyyy");
        }
        return new TimeForm(
                pattern,
                Optional.of(
                        new DateTimeFormatterBuilder()
                                .parseCaseInsensitive()
                                .appendPattern(String.join("'", parts))
                                .toFormatter(Locale.ENGLISH)
                                .withResolverStyle(ResolverStyle.STRICT)));
    }

    /**
     * Returns the form of all times of a column.
     *
     * @param stated the pattern that the settings state; null: it is recognised
     * @param like the form of an earlier file, which is taken if it reads all times
     * @param place of a row, for messages
     * @throws DataException if a time has another form, or day and month can be either
     */
    static TimeForm of(
            List<String> times,
            @Nullable String stated,
            @Nullable TimeForm like,
            String column,
            IntFunction<String> place) {
        if (like != null && like.readable(times) == times.size()) {
            return like;
        }
        List<TimeForm> forms = stated == null ? KNOWN : List.of(of(stated));
        List<TimeForm> all = forms.stream().filter(f -> f.readable(times) == times.size()).toList();
        int numbers = stated == null ? NUMBER.readable(times) : 0;
        if (all.isEmpty() && numbers < times.size()) {
            List<TimeForm> tried =
                    stated == null
                            ? Stream.concat(KNOWN.stream(), Stream.of(NUMBER)).toList()
                            : forms;
            throw unreadable(tried, times, stated, column, place);
        }
        for (TimeForm other : all) {
            if (times.stream().anyMatch(t -> !other.parse(t).equals(all.get(0).parse(t)))) {
                throw DataException.of(
                        "%s: \"%s\" in column \"%s\" may be written as %s or as %s, and no time tells"
                                + " which\nset timeFormat to one of them",
                        place.apply(0), times.get(0), column, all.get(0).name, other.name);
            }
        }
        return all.isEmpty() ? NUMBER : all.get(0);
    }

    private static DataException unreadable(
            List<TimeForm> forms,
            List<String> times,
            @Nullable String stated,
            String column,
            IntFunction<String> place) {
        TimeForm best = forms.get(0);
        for (TimeForm form : forms) {
            best = form.readable(times) > best.readable(times) ? form : best;
        }
        int row = best.readable(times);
        if (stated != null) {
            return DataException.of(
                    "%s: \"%s\" in column \"%s\" is not written as timeFormat %s says, such as %s",
                    place.apply(row), times.get(row), column, stated, best.example());
        }
        return DataException.of(
                "%s: \"%s\" in column \"%s\" is neither a number nor a date%s\nset timeFormat to how all"
                        + " times are written, such as dd.MM.yy HH:mm",
                place.apply(row),
                times.get(row),
                column,
                row == 0 ? "" : "; the rows before it have " + best.name);
    }

    private String example() {
        return formatter.orElseThrow().format(SAMPLE.atOffset(ZoneOffset.UTC));
    }

    /** Returns how many of the first times have this form. */
    private int readable(List<String> times) {
        int row = 0;
        while (row < times.size() && parse(times.get(row)).isPresent()) {
            row++;
        }
        return row;
    }

    boolean isNumber() {
        return equals(NUMBER);
    }

    /** Returns a time of a config: in this form, or an ISO date, month or year. */
    Optional<SeriesTime> parseAny(String text) {
        Stream<TimeForm> others =
                isNumber() ? Stream.of() : Stream.of(ISO, of("uuuu-MM"), of("uuuu"));
        return Stream.concat(Stream.of(this), others)
                .flatMap(form -> form.parse(text).stream())
                .findFirst();
    }

    /** Returns the time that a text is; empty if it has another form. */
    Optional<SeriesTime> parse(String text) {
        if (isNumber()) {
            double number = Cell.number(text);
            return Double.isNaN(number) ? Optional.empty() : Optional.of(SeriesTime.of(number));
        }
        if (formatter.isEmpty()) {
            return iso(text);
        }
        try {
            return Optional.of(time(formatter.get().parse(text)));
        } catch (DateTimeException | ArithmeticException e) {
            return Optional.empty();
        }
    }

    private static Optional<SeriesTime> iso(String text) {
        Matcher midnight = MIDNIGHT.matcher(text);
        boolean isEnd = midnight.find();
        Matcher zone = ZONE.matcher(text);
        String end = zone.find() ? zone.group() : "";
        int offset =
                (int) (-Cell.moment(EPOCH + end).orElse(Cell.Moment.EPOCH).micros() / 1_000_000);
        return Cell.moment(isEnd ? midnight.replaceFirst("00") : text)
                .map(moment -> new SeriesTime(0, moment, offset).plus(isEnd ? 1 : 0, false));
    }

    private static SeriesTime time(TemporalAccessor parsed) {
        LocalDate date = parsed.query(TemporalQueries.localDate());
        if (date == null) {
            int month =
                    parsed.isSupported(ChronoField.MONTH_OF_YEAR)
                            ? parsed.get(ChronoField.MONTH_OF_YEAR)
                            : parsed.isSupported(IsoFields.QUARTER_OF_YEAR)
                                    ? 3 * (int) parsed.getLong(IsoFields.QUARTER_OF_YEAR) - 2
                                    : 1;
            date = LocalDate.of(parsed.get(ChronoField.YEAR), month, 1);
        }
        LocalTime clock = parsed.query(TemporalQueries.localTime());
        LocalDateTime local = date.atTime(clock == null ? LocalTime.MIDNIGHT : clock);
        ZoneId zone = parsed.query(TemporalQueries.zone());
        return SeriesTime.of(
                local, zone == null ? 0 : zone.getRules().getOffset(local).getTotalSeconds());
    }

    /**
     * Returns a time in this form.
     *
     * @param like another time of the file, whose digits and zone an ISO date takes
     */
    String write(SeriesTime time, String like) {
        if (isNumber()) {
            return ValueNames.of(new BigDecimal(time.number()).round(DIGITS).doubleValue());
        }
        return formatter
                .map(
                        by ->
                                by.format(
                                        time.local()
                                                .atOffset(
                                                        ZoneOffset.ofTotalSeconds(time.offset()))))
                .orElseGet(() -> iso(time.local(), like));
    }

    private static String iso(LocalDateTime local, String like) {
        Matcher zone = ZONE.matcher(like);
        String end = zone.find() ? zone.group() : "";
        String bare = like.substring(0, like.length() - end.length());
        String clock = (bare.contains("T") ? "'T'" : " ") + "HH:mm:ss";
        if (bare.length() <= DAY && local.toLocalTime().equals(LocalTime.MIDNIGHT)) {
            clock = "";
        } else if (bare.length() == MINUTE && local.getSecond() == 0) {
            clock = clock.replace(":ss", "");
        } else if (bare.contains(".")) {
            clock += "." + "S".repeat(bare.length() - bare.indexOf('.') - 1);
        }
        String date = bare.contains("/") ? "uuuu/MM/dd" : "uuuu-MM-dd";
        return local.format(DateTimeFormatter.ofPattern(date + clock, Locale.ROOT)) + end;
    }
}
