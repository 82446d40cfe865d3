// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.tables;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.vaelab.framework.data.DataException;
import org.vaelab.framework.data.DataSource;
import org.vaelab.framework.data.Dataset;
import org.vaelab.framework.data.Examples;
import org.vaelab.framework.data.Preparation;
import org.vaelab.framework.data.ValuePrecision;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.settings.StrictMapper;

class SeriesWindowsTest {

    @TempDir private Path folder;

    private Path file(String header, List<String> rows) throws IOException {
        List<String> lines = new ArrayList<>(List.of(header));
        lines.addAll(rows);
        return Files.write(folder.resolve("one.csv"), lines);
    }

    private static SeriesSource source(Path path, Map<String, ?> keys) {
        Map<String, Object> all = new HashMap<>(keys);
        all.put("path", path.toString());
        return StrictMapper.of(SeriesSource.class, all);
    }

    private static Dataset load(Path path, Map<String, ?> keys) {
        return source(path, keys).load(DataSource.Progress.SILENT);
    }

    /** Years 1900 to 1999; the number is the year. */
    private Path years() throws IOException {
        List<String> rows = new ArrayList<>();
        for (int year = 1900; year < 2000; year++) {
            rows.add(year + "," + year);
        }
        return file("time,x", rows);
    }

    /** The values of a window, which are unique to their steps. */
    private static Set<Double> values(Examples examples) {
        Set<Double> all = new HashSet<>();
        double[] row = new double[examples.width()];
        for (int i = 0; i < examples.size(); i++) {
            examples.read(i, row, 0);
            for (double x : row) {
                all.add(x);
            }
        }
        all.remove(Double.NaN);
        return all;
    }

    private static int count(int steps, int window, int stride) {
        return steps < window ? 0 : (steps - window) / stride + 1;
    }

    @ParameterizedTest
    @CsvSource({"10,1", "10,3", "1,1", "50,7", "30,10"})
    void windowsAreCountedAndPartsShareNoStep(int window, int stride) throws IOException {
        Map<String, Object> keys = Map.of("window", window, "stride", stride, "testFrom", 1950);
        Dataset data = load(years(), keys);
        assertThat(data.train().size()).isEqualTo(count(50, window, stride));
        assertThat(data.test().size()).isEqualTo(count(50, window, stride));
        assertThat(values(data.train())).allMatch(year -> year < 1950).contains(1900.);
        assertThat(values(data.test())).allMatch(year -> year >= 1950).contains(1950.);
        assertThat(data.test().origin().of().apply(0)).isEqualTo("one 1950");
        assertThat(data.test().origin().time(0, window)).isEqualTo("" + (1950 + window));
    }

    /** Series begin and end at random, with gaps; each number is unique. */
    @Test
    void raggedSeriesWithGapsShareNoStep() throws IOException {
        for (long seed = 0; seed < 30; seed++) {
            RandomKey key = RandomKey.of(seed);
            double[] drawn = key.uniform(2000);
            List<String> rows = new ArrayList<>();
            int k = 0;
            for (int i = 0; i < 5; i++) {
                int start = (int) (20 * drawn[k++]);
                int length = 40 + (int) (30 * drawn[k++]);
                for (int t = 0; t < length; t++) {
                    if (t == 0 || t == 1 || drawn[k++] > 0.2) {
                        rows.add("s%s,%s,%s".formatted(i, start + t, 1000 * i + start + t));
                    }
                }
            }
            Path file = file("series,time,x", rows);
            Dataset data = load(file, Map.of("window", 4, "validationFrom", 25, "testFrom", 35));
            Set<Double> train = values(data.train());
            Set<Double> held = values(data.validation().orElseThrow());
            Set<Double> test = values(data.test());
            assertThat(train).as("seed %s", seed).allMatch(x -> x % 1000 < 25);
            assertThat(held).as("seed %s", seed).allMatch(x -> x % 1000 >= 25 && x % 1000 < 35);
            assertThat(test).as("seed %s", seed).allMatch(x -> x % 1000 >= 35);
        }
    }

    /** So that all series have one place in a season at one time, a new file too. */
    @Test
    void stepsOfWindowsAreCountedFromTheFirstTimeOfTheFile() throws IOException {
        Path other = Files.move(lateAndEarly(107), folder.resolve("other.csv"));
        Path path = lateAndEarly(7);
        for (Map<String, ?> keys :
                List.of(
                        Map.of("window", 5, "validationFrom", 20, "testFrom", 27),
                        Map.of("window", 5, "test", other.toString()))) {
            Dataset data = load(path, keys);
            assertPlaces(data.train());
            data.validation().ifPresent(SeriesWindowsTest::assertPlaces);
            assertPlaces(data.test());
        }
    }

    /** Two series of 30 steps whose numbers are their times, one of which begins 4 steps before. */
    private Path lateAndEarly(int start) throws IOException {
        List<String> rows = new ArrayList<>();
        for (int t = start; t < start + 30; t++) {
            rows.add("late," + t + "," + t);
            rows.add("early," + (t - 4) + "," + (t - 4));
        }
        return file("series,time,x", rows);
    }

    private static void assertPlaces(Examples windows) {
        double[] row = new double[windows.width()];
        for (int i = 0; i < windows.size(); i++) {
            windows.read(i, row, 0);
            assertThat(windows.origin().window(i).first()).isEqualTo((int) row[0] - 3);
        }
    }

    @Test
    void aFractionIsTheEndAndThePartsAreTold() throws IOException {
        Dataset data = load(years(), Map.of("window", 20, "testFraction", 0.3));
        assertThat(values(data.train())).allMatch(year -> year < 1970).hasSize(70);
        assertThat(data.facts().remarks())
                .containsExactly(
                        folder.resolve("one.csv")
                                + " has 1 series of steps of 1; 0 steps without a row are gaps",
                        "training part: 1900 to 1969, 51 windows of 20 steps",
                        "test part: 1970 to 1999, 11 windows of 20 steps");
        assertThatThrownBy(() -> data.withValidation(5, RandomKey.of(1)))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("set validationFrom");
    }

    @Test
    void whatIsNoWindowIsRefusedWithTheRemedy() throws IOException {
        Path file = years();
        assertRefused(file, Map.of("window", 81), "the training part has no window: window is 81");
        assertRefused(file, Map.of("window", 30), "the test part has no window");
        assertRefused(file, Map.of("window", 0), "window is 0, expected 1 or more");
        assertRefused(file, Map.of("window", 5, "stride", 0), "stride is 0");
        assertRefused(file, Map.of("stride", 2), "set window");
        assertRefused(file, Map.of("testFrom", 1950), "set window");
        assertRefused(file, Map.of("window", 5, "seed", 3), "leave seed out");
        assertRefused(file, Map.of("window", 5, "testFrom", 1900), "after 1900 and up to 1999");
        assertRefused(file, Map.of("window", 5, "testFrom", 2000), "after 1900 and up to 1999");
        assertRefused(file, Map.of("window", 5, "testFrom", "late"), "expected a time as");
        assertRefused(file, Map.of("window", 5, "testFrom", 1950, "testFraction", 0.1), "one of");
        assertRefused(
                file,
                Map.of("window", 5, "testFrom", 1950, "validationFrom", 1960),
                "before testFrom");
        assertRefused(file, Map.of("window", 5, "test", file.toString()), "repeat those of");
        assertRefused(file, Map.of("step", "fortnight"), "expected hour, day");
        assertRefused(file, Map.of("timeFormat", "dd"), "no year");
        assertRefused(file("time,x", List.of("1,1", "1,2")), Map.of(), "set series to the column");
        assertRefused(
                file("time,x", List.of("2000-01-01,1", "2000-01-09,2", "2000-02-01,2")),
                Map.of("step", "month", "window", 1),
                "two rows in a step of 1 month");
    }

    private static void assertRefused(Path file, Map<String, ?> keys, String why) {
        assertThatThrownBy(() -> load(file, keys))
                .isInstanceOf(RuntimeException.class)
                .hasMessageContaining(why);
    }

    @Test
    void aLongerFileIsReadFromItsEnd() throws IOException {
        Path file = years();
        SeriesSource source = source(file, Map.of("window", 20, "testFrom", 1950));
        Dataset data = source.load(DataSource.Progress.SILENT);
        SeriesSourceTest.TrainedOn trained =
                new SeriesSourceTest.TrainedOn(data.shape(), data.train());
        Path newer = Files.writeString(folder.resolve("new.csv"), Files.readString(file));
        Files.writeString(newer, Files.readString(newer) + "2001,2001\n");
        Examples last = source.reader().orElseThrow().readLast(newer, trained).examples();
        assertThat(values(last)).contains(1982., 2001.).hasSize(19);
        assertThat(last.origin().time(0, 20)).isEqualTo("2002");
        assertThatThrownBy(() -> source.reader().orElseThrow().read(newer, trained))
                .hasMessageContaining("up to 102 steps");
    }

    /**
     * The level of a window is the mean of the ten years before it, and its spread their deviation
     * sqrt((10^2 - 1) / 12). A level that sees the window, or a window without a past, fails.
     */
    @Test
    void levelAndSpreadAreThoseOfTheStepsBefore() throws IOException {
        Dataset data = load(years(), Map.of("window", 10, "testFrom", 1950, "scale", "window"));
        Examples whole = data.train().whole();
        assertThat(data.train().size()).isEqualTo(31);
        double[] row = new double[30];
        for (int i = 0; i < whole.size(); i++) {
            whole.read(i, row, 0);
            for (int t = 0; t < 10; t++) {
                assertThat(row[t]).isEqualTo(1910 + i + t);
                assertThat(row[10 + t]).isEqualTo((float) (1900 + i + 4.5));
                assertThat(row[20 + t]).isEqualTo((float) Math.sqrt(99 / 12.0));
            }
        }
    }

    /**
     * {@code scale: level}: years of slope 1 up to 1920 and 3 after it. The stretches of ten years of
     * training have deviations d, d, 3d, 3d, 3d, with d = sqrt((10^2 - 1) / 12). Their root mean
     * square is that of all windows, also of those of the test.
     */
    @Test
    void windowsOfOneSpreadHaveThatOfStretchesOfTraining() throws IOException {
        List<String> rows = new ArrayList<>();
        for (int year = 1900; year < 2000; year++) {
            rows.add(year + "," + (year < 1920 ? year : 1920 + 3 * (year - 1920)));
        }
        Map<String, ?> keys = Map.of("window", 10, "testFrom", 1950, "scale", "level");
        Dataset data =
                source(file("time,x", rows), keys)
                        .load(DataSource.Progress.SILENT, ValuePrecision.DOUBLE);
        double spread = Math.sqrt(99 / 12.0 * (2 + 3 * 9) / 5);
        double[] row = new double[30];
        for (Examples part : List.of(data.train().whole(), data.test().whole())) {
            part.read(15, row, 0);
            assertThat(row[29]).isCloseTo(spread, within(1e-12));
        }
        // 1965 to 1974 of the test, of which the years 1955 to 1964 are before.
        assertThat(row[10]).isCloseTo(1920 + 3 * 39.5, within(1e-9));
    }

    /**
     * Years that stay at a number after 1960: their spread is 0.001 of the deviation of training. A
     * new file of the same rows has the same window, level and spread. Floors of all years, or of
     * those up to the test, fail.
     */
    @Test
    void aNewFileHasTheLeastSpreadsOfTraining() throws IOException {
        List<String> rows = new ArrayList<>();
        for (int year = 1900; year < 2000; year++) {
            rows.add(year + "," + Math.min(year, 1960) * 10);
        }
        Path file = file("time,x", rows);
        Map<String, ?> keys =
                Map.of("window", 10, "testFrom", 1980, "validationFrom", 1950, "scale", "window");
        SeriesSource source = source(file, keys);
        Dataset data = source.load(DataSource.Progress.SILENT, ValuePrecision.DOUBLE);
        SeriesSourceTest.TrainedOn trained =
                new SeriesSourceTest.TrainedOn(data.shape(), data.train());
        Path same = Files.copy(file, folder.resolve("same.csv"));
        double[] window = new double[30];
        data.test().whole().read(data.test().size() - 1, window, 0);
        // 50 numbers of training, 10 apart.
        assertThat(window[25]).isCloseTo(1e-3 * Math.sqrt(100 * 2499 / 12.0), within(1e-9));
        for (Examples found :
                List.of(
                        source.reader().orElseThrow().readLast(same, trained).examples(),
                        source.reader().orElseThrow().read(same, trained).examples())) {
            double[] row = new double[30];
            found.read(0, row, 0);
            assertThat(row).containsExactly(window);
        }
    }

    /** Numbers near 1e8 are 8 apart in float32, and so is the deviation of these. */
    @Test
    void aSpreadThatFloat32RoundsAwayIsRefused() throws IOException {
        List<String> rows = new ArrayList<>();
        for (int year = 1900; year < 2000; year++) {
            rows.add(year + "," + (100_000_000 + year % 7 * 4));
        }
        SeriesSource source =
                source(
                        file("time,x", rows),
                        Map.of("window", 10, "testFrom", 1980, "scale", "window"));
        assertThatThrownBy(() -> source.load(DataSource.Progress.SILENT, ValuePrecision.SINGLE))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("by up to 4.0")
                .hasMessageContaining("set runtime.precision to float64");
        assertThat(source.load(DataSource.Progress.SILENT, ValuePrecision.DOUBLE).train().size())
                .isEqualTo(61);
    }

    /**
     * Month m of a year has sines and cosines of 2 pi h (m - 1) / 12 for h = 1, ..., 6, and then the
     * given column. They stay as they are where the series is standardised.
     */
    @Test
    void inputsAreThoseOfTheirStep() throws IOException {
        List<String> rows = new ArrayList<>();
        for (int i = 0; i < 48; i++) {
            rows.add(
                    String.format(
                            Locale.ROOT, "%d-%02d,%d,%d", 2000 + i / 12, 1 + i % 12, i, 100 + i));
        }
        Path file = file("time,x,promotion", rows);
        Map<String, Object> keys =
                Map.of("window", 6, "calendar", List.of("month"), "given", List.of("promotion"));
        Examples whole = load(file, keys).train().whole();
        double[] row = new double[6 + 6 * 13];
        for (int i = 0; i < whole.size(); i++) {
            whole.read(i, row, 0);
            for (int t = 0; t < 6; t++) {
                double angle = 2 * Math.PI * ((i + t) % 12) / 12;
                // float32 of numbers up to 1.
                for (int h = 0; h < 6; h++) {
                    int place = 6 + 13 * t + 2 * h;
                    assertThat(row[place]).isCloseTo(Math.sin((h + 1) * angle), within(1e-6));
                    assertThat(row[place + 1]).isCloseTo(Math.cos((h + 1) * angle), within(1e-6));
                }
                assertThat(row[18 + 13 * t]).isEqualTo(100 + i + t);
            }
        }
        Dataset data = load(file, keys);
        Examples scaled = Preparation.NONE.standardizing().apply(data, 0).trainingView().whole();
        double[] shown = new double[row.length];
        double sum = 0;
        double squares = 0;
        for (int i = 0; i < scaled.size(); i++) {
            whole.read(i, row, 0);
            scaled.read(i, shown, 0);
            for (int t = 0; t < 6; t++) {
                sum += shown[t];
                squares += shown[t] * shown[t];
            }
            assertThat(Arrays.copyOfRange(shown, 6, shown.length))
                    .as("given, and not standardised")
                    .containsExactly(Arrays.copyOfRange(row, 6, row.length));
        }
        assertThat(sum).isCloseTo(0, within(1e-4));
        assertThat(squares / (6 * scaled.size())).isCloseTo(1, within(1e-6));
        rows.set(7, "2000-08,7,");
        assertThatThrownBy(() -> load(file("time,x,promotion", rows), keys))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("\"promotion\" is given, and has no number at time 2000-08");
    }
}
