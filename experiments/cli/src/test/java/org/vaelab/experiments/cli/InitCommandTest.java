// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.function.IntFunction;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code init}: from files to a config that trains. */
final class InitCommandTest {

    private static final int ROWS = 200;
    private static final LocalDate FIRST = LocalDate.of(1990, 1, 1);
    private static final DateTimeFormatter DAY =
            DateTimeFormatter.ofPattern("MMM d uuuu", Locale.ENGLISH);

    @TempDir private Path folder;

    private final Terminal terminal = new Terminal();
    private final Random random = new Random(7);

    private String text(String header, IntFunction<String> row) {
        return text(header, ROWS, row);
    }

    private static String text(String header, int rows, IntFunction<String> row) {
        return IntStream.range(0, rows)
                .mapToObj(row)
                .collect(Collectors.joining("\n", header + "\n", "\n"));
    }

    private String numbers(int columns, IntFunction<Integer> bound) {
        return IntStream.range(0, columns)
                .mapToObj(j -> "" + random.nextInt(bound.apply(j)))
                .collect(Collectors.joining(","));
    }

    private static String names(int columns) {
        return IntStream.range(0, columns).mapToObj(j -> "x" + j).collect(Collectors.joining(","));
    }

    private String sentence() {
        List<String> words =
                List.of("a", "film", "story", "was", "very", "quite", "good", "bad", "old", "new");
        return IntStream.range(0, 5 + random.nextInt(4))
                .mapToObj(i -> words.get(random.nextInt(words.size())))
                .collect(Collectors.joining(" "));
    }

    /** Writes raw files as a user has them, and returns their names. */
    private String[] raw(String kind) throws IOException {
        String name = kind + ".csv";
        switch (kind) {
            case "table" ->
                    write(
                            name,
                            text(
                                    "id,length,colour,group,year",
                                    i ->
                                            String.format(
                                                    Locale.ROOT,
                                                    "%d,%.2f,%s,%s,%d-01-01",
                                                    i + 1,
                                                    random.nextGaussian(),
                                                    random.nextBoolean() ? "red" : "blue",
                                                    "abc".charAt(i % 3),
                                                    1990 + i % 8)));
            case "gaps" ->
                    write(
                            name,
                            text(
                                    "length,width,class",
                                    i ->
                                            String.format(
                                                    Locale.ROOT,
                                                    "%s,%.2f,%d",
                                                    i % 5 == 0
                                                            ? ""
                                                            : String.format(
                                                                    Locale.ROOT,
                                                                    "%.2f",
                                                                    random.nextGaussian()),
                                                    random.nextGaussian(),
                                                    i % 2)));
            case "bits" -> write(name, text(names(16), i -> numbers(16, j -> 2)));
            case "pixels" ->
                    write(
                            name,
                            text(
                                    "label," + names(64),
                                    i ->
                                            i % 4
                                                    + ","
                                                    + (i == 0 ? "255," : "0,")
                                                    + numbers(63, j -> 250)));
            case "counts" ->
                    write(
                            name,
                            text(
                                    "topic," + names(20),
                                    i ->
                                            (i % 2 == 0 ? "a," : "b,")
                                                    + "30,"
                                                    + numbers(19, j -> 3 + (i % 2) * j)));
            case "series" ->
                    write(
                            name,
                            text(
                                    "station,day,high",
                                    i ->
                                            String.format(
                                                    Locale.ROOT,
                                                    "S%d,2024-02-%02d,%.2f",
                                                    i / 20,
                                                    1 + i % 20,
                                                    Math.sin(i / 3.0)
                                                            + 0.1 * random.nextGaussian())));
            case "sunspots" -> write(name, text("year,number", i -> 1800 + i + "," + wave(i, 11)));
            case "months" ->
                    // Two months have no row, one has no value.
                    write(
                            name,
                            text("month,sales,shop", i -> month(i) + "," + wave(i, 12) + ",Oslo")
                                    .replaceAll("(?m)^(1990-03|1995-11),.*\n", "")
                                    .replaceFirst("1993-01,[^,]*", "1993-01,"));
            case "weather" ->
                    // Four years of days, the last one with 366.
                    write(
                            name,
                            text(
                                    "date,high,rain",
                                    1461,
                                    i ->
                                            FIRST.plusDays(i)
                                                    + ","
                                                    + wave(i, 365.25)
                                                    + ","
                                                    + wave(i, 1)));
            case "weeks" ->
                    write(
                            name,
                            text("date,co2", 470, i -> FIRST.plusWeeks(i) + "," + wave(i, 52.18)));
            case "rising" ->
                    write(
                            name,
                            text(
                                    "date,co2",
                                    470,
                                    i ->
                                            FIRST.plusWeeks(i)
                                                    + ","
                                                    + (0.05 * i
                                                            + Double.parseDouble(wave(i, 52.18)))));
            case "stations" ->
                    // Their rows take turns, and days are not written as ISO has them.
                    write(
                            name,
                            text(
                                    "day,station,high,sky",
                                    i ->
                                            String.join(
                                                    ",",
                                                    DAY.format(FIRST.plusDays(i / 2)),
                                                    "S" + i % 2,
                                                    wave(i / 2, 7),
                                                    random.nextBoolean() ? "dry" : "wet")));
            case "reviews" ->
                    write(
                            name,
                            text(
                                    "text,rating",
                                    i -> sentence() + "," + (i % 2 == 0 ? "good" : "bad")));
            case "lines" -> write("lines.txt", text("first line", i -> sentence()));
            case "book" ->
                    write(
                            "book.txt",
                            text("A book", i -> i % 4 == 0 ? "" : sentence() + " " + sentence()));
            case "pictures", "captions" -> {
                for (int i = 0; i < ROWS; i++) {
                    BufferedImage image = new BufferedImage(12, 12, BufferedImage.TYPE_BYTE_GRAY);
                    for (int p = 0; p < 144; p++) {
                        image.getRaster()
                                .setSample(p % 12, p / 12, 0, 40 * (i % 4) + random.nextInt(60));
                    }
                    Path file =
                            folder.resolve("pictures")
                                    .resolve(kind.equals("captions") ? "" : "c" + i % 2)
                                    .resolve(i + ".png");
                    Files.createDirectories(file.getParent());
                    ImageIO.write(image, "png", file.toFile());
                }
                if (kind.equals("captions")) {
                    write(name, text("file,caption", i -> i + ".png,a picture of " + sentence()));
                    return new String[] {"pictures", name};
                }
                return new String[] {"pictures"};
            }
            default -> throw new IllegalArgumentException(kind);
        }
        return new String[] {Files.exists(folder.resolve(name)) ? name : kind + ".txt"};
    }

    private static String month(int i) {
        return FIRST.plusMonths(i).toString().substring(0, 7);
    }

    private String wave(int t, double period) {
        double noise = 0.3 * random.nextGaussian();
        return String.format(Locale.ROOT, "%.2f", Math.sin(2 * Math.PI * t / period) + noise);
    }

    private void write(String name, String text) throws IOException {
        Files.writeString(folder.resolve(name), text);
    }

    private Path init(String... files) {
        Path config = folder.resolve("mine.yaml");
        String[] arguments =
                Stream.concat(
                                Stream.of("init", "--out", config.toString()),
                                Stream.of(files).map(file -> folder.resolve(file).toString()))
                        .toArray(String[]::new);
        assertThat(terminal.vaelab(arguments)).as("%s", terminal).isZero();
        return config;
    }

    @Tag("full")
    @ParameterizedTest
    @ValueSource(strings = {"table", "months", "weather", "reviews", "captions"})
    void whatItWritesTrainsWithoutAWarning(String kind) throws IOException {
        requireTraining(kind);
    }

    @Tag("exhaustive")
    @ParameterizedTest
    @ValueSource(
            strings = {
                "gaps",
                "bits",
                "pixels",
                "counts",
                "series",
                "sunspots",
                "stations",
                "lines",
                "book",
                "pictures"
            })
    void whatItWritesOfFurtherKindsTrainsToo(String kind) throws IOException {
        requireTraining(kind);
    }

    private void requireTraining(String kind) throws IOException {
        Path config = init(raw(kind));
        assertThat(terminal.err()).doesNotContain("warning");
        assertThat(terminal.vaelab("compare", config.toString(), "--dry-run", "--strict"))
                .as("%s", terminal)
                .isZero();
        Path out = folder.resolve("out");
        int code =
                terminal.vaelab(
                        "compare",
                        config.toString(),
                        "--out",
                        out.toString(),
                        "--set",
                        "training.steps=100",
                        "--set",
                        "seeds=[1]",
                        "--set",
                        "evaluation.importanceSamples=5");
        assertThat(code).as("%s", terminal).isZero();
        assertThat(out.resolve("report/index.html")).isRegularFile();
        assertThat(Files.readString(config))
                .contains("seeds: [1, 2, 3]")
                .containsPattern("steps: [1-9][0-9]0+\n");
    }

    @Tag("full")
    @Test
    void rowsWithoutACountAreDoubted() throws IOException {
        write("words.csv", text(names(20), i -> numbers(20, j -> i < 3 ? 1 : 20 + j)));
        Path config = init("words.csv");
        String doubt = " have no count at all: given their total, their log p(x) is 0";
        assertThat(terminal.out())
                .containsPattern(
                        "to check: [123] of [0-9]+ training examples" + Pattern.quote(doubt));
        assertThat(Files.readString(config)).contains(doubt);
    }

    @Tag("full")
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "sunspots | time: year, window: 36, validationFrom: 1880, testFrom: 1934 | 0 |",
                "months | time: month, step: month, window: 36, validationFrom: 1996-09, testFrom: 2001-03 | 12 | A season of 12 steps is significant at 1 %: it explains",
                "stations | time: day, step: day, window: 25, testFrom: Mar 9 1990 | 7 | A season of 7 steps is significant at 1 %: it explains",
                "weather | time: date, step: day, window: 42, season: 365, calendar: [dayOfYear] | 0 | A season of 365 steps is significant at 1 %, the strongest of 7 or 365",
                "rising | time: date, step: week, window: 104, scale: level | 52 | A season of 52 steps is significant at 1 %: it explains",
                "weeks | time: date, step: week, window: 104, standardize: true | 52 | A season of 52 steps is significant at 1 %: it explains",
            })
    void rowsInOrderOfTimeAreASeries(String kind, String settings, int season, @Nullable String why)
            throws IOException {
        String config = Files.readString(init(raw(kind)));
        assertThat(config)
                .contains("\n  source: series\n", "variant: state-space", "variant: vrnn")
                .contains(
                        settings.contains("calendar")
                                ? "- {type: forecastMase, season: 1}\n"
                                : "- forecastMase\n");
        if (season > 0) {
            assertThat(config).contains("\n  season: " + season, "- forecastCrps.seasonal\n");
        } else {
            assertThat(config).doesNotContain("forecastCrps.seasonal");
            assertThat(config.contains("\n  season:")).isEqualTo(settings.contains("season"));
        }
        if (why != null) {
            assertThat(config).contains("# To check: " + why);
            assertThat(terminal.out()).contains("to check: " + why);
        }
        for (String setting : settings.split(", ", -1)) {
            assertThat(config.replace("\"", "")).contains("\n  " + setting);
        }
        assertThat(config)
                .contains("forecastCrps.autoregression")
                .contains("# To check: Rows are in order of")
                .contains("\n#   source: table\n")
                .doesNotContain("validation: 0.1");
        assertThat(terminal.out()).contains("to check: Rows are in order of");
    }

    /** What has a time, but is no series: at least not surely. */
    @Tag("full")
    @ParameterizedTest
    @ValueSource(strings = {"events", "births", "turned", "few", "names"})
    void otherRowsWithTimesStayATable(String kind) throws IOException {
        String name = kind + ".csv";
        List<LocalDate> times =
                random.ints(0, kind.equals("births") ? 20000 : 2000)
                        .distinct()
                        .limit(ROWS)
                        .mapToObj(FIRST::plusDays)
                        .toList();
        List<LocalDate> sorted = times.stream().sorted().toList();
        write(
                name,
                switch (kind) {
                    // At any time, in order.
                    case "events" -> text("time,size", i -> sorted.get(i) + "," + wave(i, 9));
                    case "births" -> text("birthday,height", i -> times.get(i) + "," + wave(i, 9));
                    // Each day once, but not in order.
                    case "turned" -> text("day,x", i -> FIRST.plusDays(i ^ 1) + "," + wave(i, 9));
                    case "few" ->
                            text("day,x", i -> FIRST.plusDays(i) + "," + wave(i, 9))
                                    .lines()
                                    .limit(100)
                                    .collect(Collectors.joining("\n", "", "\n"));
                    default ->
                            text(
                                    "day,x,sky,town",
                                    i ->
                                            FIRST.plusDays(i)
                                                    + ","
                                                    + wave(i, 9)
                                                    + ","
                                                    + "ab".charAt(random.nextInt(2))
                                                    + ","
                                                    + "cd".charAt(random.nextInt(2)));
                });
        assertThat(Files.readString(init(name)))
                .contains("\n  source: table\n", "Each row has its own")
                .doesNotContain("source: series\n");
    }

    /** Probabilistic PCA needs fewer units than values. */
    @Tag("full")
    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void modelsFitIntoFewColumns(int columns) throws IOException {
        Random random = new Random(3);
        write(
                "few.csv",
                text(
                        columns == 1 ? "height" : "height,weight",
                        i ->
                                random.doubles(columns, -2, 2)
                                        .mapToObj(x -> String.format(Locale.ROOT, "%.3f", x))
                                        .collect(Collectors.joining(","))));
        Path config = init("few.csv");
        assertThat(Files.readString(config)).contains("baseline: linear").doesNotContain("ppca");
        assertThat(terminal.vaelab("compare", config.toString(), "--dry-run", "--strict"))
                .as("%s", terminal)
                .isZero();
    }

    @Test
    void aConfigIsNotOverwritten() throws IOException {
        write("table.csv", "a,b\n1.5,2.5\n");
        write("mine.yaml", "name: mine\n");
        assertThat(
                        terminal.vaelab(
                                "init",
                                folder.resolve("table.csv").toString(),
                                "--out",
                                folder.resolve("mine.yaml").toString()))
                .isEqualTo(2);
        assertThat(terminal.err()).contains("mine.yaml is there, and is not overwritten");
        assertThat(folder.resolve("mine.yaml")).hasContent("name: mine\n");
    }

    @Test
    void withoutAFileItListsWhatItTakes() {
        assertThat(terminal.vaelab("init")).isZero();
        assertThat(terminal.out())
                .contains("a table: .csv", "a folder of images and a table that names them");
    }

    @Test
    void aFileThatNothingReadsIsRefused() throws IOException {
        write("letter.docx", "x");
        assertThat(terminal.vaelab("init", folder.resolve("letter.docx").toString())).isEqualTo(2);
        assertThat(terminal.err())
                .contains("letter.docx: it is not known what this is", "a table: .csv");
        write("broken.csv", "a,b\n1\n");
        assertThat(terminal.vaelab("init", folder.resolve("broken.csv").toString())).isEqualTo(2);
        assertThat(terminal.err()).contains("broken.csv", "line 2");
    }
}
