// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.vaelab.experiments.use.Model;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.record.RunFolder;
import org.vaelab.framework.record.SeriesPoint;

/**
 * What a run keeps of series, the report draws of them, and commands write: values in the user's
 * units and names.
 */
@Tag("slow")
final class SeriesCommandsTest {

    private static final int STEPS = 12;

    private static final String CONFIG =
            """
            data: {source: series, path: patients.csv, series: patient, time: hour, values: [temp, glucose], standardize: true}
            runtime: {threads: 1}
            training: {steps: 60, batch: 20, optimizer: {type: adam, learningRate: 1e-2}}
            evaluation: {importanceSamples: 10, metrics: [forecastCoverage]}
            report: {formats: [html, markdown, latex]}
            models:
              linear: {variant: state-space, state: 2}
              point: {variant: gaussian, latent: 2, network: {hidden: [8]}, estimator: joint, inference: {type: map, steps: 2}}
            """;

    @TempDir private static Path temporary;
    private static Trained trained;

    private final Terminal terminal = new Terminal();

    /**
     * Two variables of different scale; some cells are empty, and hour 4 of each third patient has
     * no row.
     */
    private static List<String> patients() {
        List<String> lines = new ArrayList<>(List.of("patient,hour,temp,glucose,ward"));
        double[] noise = RandomKey.of(3).normal(2 * 60 * STEPS);
        for (int i = 0; i < 60; i++) {
            for (int t = 0; t < STEPS - i % 4; t++) {
                if (t == 4 && i % 3 == 0) {
                    continue;
                }
                int k = 2 * (i * STEPS + t);
                String temp =
                        String.format(
                                Locale.ROOT, "%.2f", 37 + Math.sin(i + t / 2.) + noise[k] / 10);
                long glucose = Math.round(5000 + 900 * Math.cos(i + t / 2.) + 50 * noise[k + 1]);
                lines.add(
                        String.format(
                                Locale.ROOT,
                                "p%02d,%d,%s,%s,w%d",
                                i,
                                100 + t,
                                t == 2 ? "" : temp,
                                glucose,
                                i % 2));
            }
        }
        return lines;
    }

    @BeforeAll
    static void train() throws IOException {
        Files.write(temporary.resolve("patients.csv"), patients());
        trained = Trained.of(CONFIG, temporary);
    }

    private RunFolder folder(String model) throws IOException {
        return new RunFolder(trained.run(model));
    }

    private Path written(String name, String command, String... options) throws IOException {
        Path out = temporary.resolve(name);
        List<String> words = new ArrayList<>(Arrays.asList(options));
        words.addAll(List.of("--out", out.toString()));
        assertThat(trained.vaelab(terminal, command, "linear", words.toArray(String[]::new)))
                .as("%s", terminal)
                .isZero();
        return out;
    }

    private static List<String[]> rows(Path csv) throws IOException {
        return Files.readAllLines(csv).stream().map(line -> line.split(",", -1)).toList();
    }

    @Test
    void aRunKeepsSeriesInUnitsAndTheReasonsForOthers() throws IOException {
        for (SeriesPoint.Kind kind : SeriesPoint.Kind.values()) {
            List<SeriesPoint> points = folder("linear").readSeries(kind);
            assertThat(points).extracting(SeriesPoint::series).hasSizeGreaterThan(60);
            assertThat(points.stream().map(SeriesPoint::series).distinct()).hasSize(3);
            for (SeriesPoint point : points) {
                boolean isTemp = point.variable().equals("temp");
                double value = Double.isNaN(point.value()) ? point.truth() : point.value();
                assertThat(value)
                        .satisfiesAnyOf(
                                v -> assertThat(v).isNaN(),
                                v ->
                                        assertThat(v)
                                                .isBetween(
                                                        isTemp ? 30. : 1000.,
                                                        isTemp ? 45. : 9000.));
            }
        }
        List<SeriesPoint> forecasts = folder("linear").readSeries(SeriesPoint.Kind.FORECASTS);
        for (SeriesPoint point : forecasts) {
            int length = STEPS - Integer.parseInt(point.series().substring(1)) % 4;
            boolean isFuture = point.step() > (length + 1) / 2;
            assertThat(point.quantiles()).hasSize(isFuture ? 5 : 0).isSorted();
            assertThat(point.time()).isEqualTo("" + (99 + point.step()));
            assertThat(point.step()).isLessThanOrEqualTo(length);
        }
        assertThat(folder("point").readSeries(SeriesPoint.Kind.RECONSTRUCTIONS)).isNotEmpty();
        assertThat(folder("point").readSeries(SeriesPoint.Kind.FORECASTS)).isEmpty();
        assertThat(folder("point").readFigures().leftOut())
                .extractingByKey("samples/series-forecasts.csv")
                .asString()
                .contains("needs the density q(z given x)");
        assertThat(folder("linear").samples().toFile().list())
                .allMatch(name -> name.endsWith(".csv"));
    }

    @Test
    void theReportDrawsThem() throws IOException {
        Path report = trained.folder().resolve("report");
        for (String kind : List.of("prior", "reconstructions", "forecasts", "gaps")) {
            for (String ending : List.of("svg", "png", "pdf", "tex")) {
                assertThat(report.resolve("figures/series-" + kind + "." + ending))
                        .isNotEmptyFile();
            }
            assertThat(report.resolve("data/series-" + kind + ".csv")).isNotEmptyFile();
        }
        assertThat(report.resolve("report.md"))
                .content()
                .contains("Forecasts of series given their steps")
                .contains("There is nothing of point: ", "needs the density q(z given x)");
        assertThat(report.resolve("data/parts-forecastCoverage.csv")).isNotEmptyFile();
        assertThat(terminal.vaelab("report", trained.folder().toString(), "--check")).isZero();
    }

    @Test
    void forecastsOfTestSeriesHaveTheTruth() throws IOException {
        List<String[]> rows = rows(written("test.csv", "forecast", "--hide", "--steps", "3"));
        assertThat(rows.get(0))
                .containsExactly(
                        "patient",
                        "hour",
                        "variable",
                        "truth",
                        "mean",
                        "q05",
                        "q25",
                        "q50",
                        "q75",
                        "q95");
        Set<String> series = new LinkedHashSet<>();
        int inside = 0;
        for (String[] row : rows.subList(1, rows.size())) {
            series.add(row[0]);
            String cells = row[0] + "," + row[1] + ",";
            String line =
                    patients().stream().filter(l -> l.startsWith(cells)).findFirst().orElseThrow();
            String[] cell = line.split(",", -1);
            double truth = Double.parseDouble(cell[row[2].equals("temp") ? 2 : 3]);
            assertThat(Double.parseDouble(row[3])).isEqualTo(truth);
            inside +=
                    truth >= Double.parseDouble(row[5]) && truth <= Double.parseDouble(row[9])
                            ? 1
                            : 0;
        }
        assertThat(series).hasSize(12);
        assertThat(rows).hasSize(1 + 12 * 3 * 2);
        // Intervals that miss the truth so often would be wrong by more than training explains.
        assertThat(inside).isGreaterThan(36);
    }

    /** The forecast of a linear model is a Normal that needs no draws. */
    @Test
    void forecastsOfLinearModelsGoOnAfterTheEndAndAreExact() throws IOException {
        Path one = written("one.csv", "forecast", "--steps", "3");
        Path other = written("two.csv", "forecast", "--steps", "3", "--seed", "7", "--draws", "9");
        assertThat(one).hasSameBinaryContentAs(other);
        List<String[]> rows = rows(one);
        assertThat(rows).hasSize(1 + 12 * 3 * 2);
        for (String[] row : rows.subList(1, rows.size())) {
            int length = STEPS - Integer.parseInt(row[0].substring(1)) % 4;
            assertThat(Integer.parseInt(row[1])).isBetween(100 + length, 102 + length);
            assertThat(row[3]).as("truth").isEmpty();
            double mean = Double.parseDouble(row[4]);
            double quartile = Double.parseDouble(row[8]) - mean;
            double tail = Double.parseDouble(row[9]) - mean;
            // Normal quantiles: 1.6448536 and 0.6744898. Cells have seven digits.
            double digit = 1e-6 * Math.abs(mean);
            assertThat(tail / quartile).isCloseTo(2.4386634, within(4 * digit / quartile));
            assertThat(Double.parseDouble(row[7])).isCloseTo(mean, within(digit));
            assertThat(mean - Double.parseDouble(row[5])).isCloseTo(tail, within(2 * digit));
        }
    }

    /**
     * The model sees the last steps of a long series: the forecast is that of these steps alone.
     */
    @Test
    void aLongSeriesIsSeenByItsLastSteps() throws IOException {
        List<String> lines = patients();
        List<String> whole = new ArrayList<>(List.of(lines.get(0)));
        List<String> late = new ArrayList<>(whole);
        for (String line : lines) {
            if (line.startsWith("p04,")) {
                whole.add(line);
                if (Integer.parseInt(line.split(",", -1)[1]) >= 105) {
                    late.add(line);
                }
            }
        }
        Path all = Files.write(temporary.resolve("whole.csv"), whole);
        Path part = Files.write(temporary.resolve("late.csv"), late);
        List<String[]> a = rows(written("a.csv", "forecast", all.toString(), "--steps", "5"));
        assertThat(terminal.out()).contains("of 1 of them the model sees the last steps alone");
        List<String[]> b = rows(written("b.csv", "forecast", part.toString(), "--steps", "5"));
        assertThat(a).hasSize(11).hasSameSizeAs(b);
        for (int i = 1; i < a.size(); i++) {
            assertThat(a.get(i)[1]).isEqualTo("" + (112 + (i - 1) / 2));
            assertThat(a.get(i)).containsExactly(b.get(i));
            assertThat(a.get(i)[3]).isEmpty();
        }
        try (Model model = Model.open(folder("linear"))) {
            double[] row = new double[2 * STEPS];
            Arrays.fill(row, Double.NaN);
            for (String line : late.subList(1, late.size())) {
                String[] cells = line.split(",", -1);
                int t = Integer.parseInt(cells[1]) - 105;
                row[2 * t] = cells[2].isEmpty() ? Double.NaN : Double.parseDouble(cells[2]);
                row[2 * t + 1] = Double.parseDouble(cells[3]);
            }
            List<SeriesPoint> points = model.forecast(RandomKey.of(0), 5, row).predicted().points();
            assertThat(points).hasSize(24);
            assertThat(points.get(14).value()).isEqualTo(Double.parseDouble(b.get(1)[4]));
        }
    }

    @Test
    void whatCannotBeForecastIsRejected() throws IOException {
        assertThat(trained.vaelab(terminal, "forecast", "linear", "--steps", "12")).isEqualTo(2);
        assertThat(terminal.err()).contains("leaves none of the 12 steps", "--steps: a forecast");
        assertThat(trained.vaelab(terminal, "forecast", "point", "--steps", "2")).isEqualTo(2);
        assertThat(terminal.err()).contains("needs the density q(z given x)");
    }

    @Test
    void imputationKeepsTheTableAndAddsTheStepsWithoutARow() throws IOException {
        List<String> lines = patients();
        List<String> some = new ArrayList<>(List.of(lines.get(0)));
        // Rows of two series take turns.
        for (int t = 0; t < 8; t++) {
            String hour = "," + (100 + t) + ",";
            lines.stream()
                    .filter(l -> l.startsWith("p00" + hour) || l.startsWith("p01" + hour))
                    .forEach(some::add);
        }
        Path file = Files.write(temporary.resolve("some.csv"), some);
        List<String> filled = Files.readAllLines(written("i.csv", "impute", file.toString()));
        assertThat(filled).hasSize(some.size() + 1);
        for (int i = 0; i < some.size(); i++) {
            if (some.get(i).contains(",102,")) {
                String[] cells = filled.get(i).split(",", -1);
                assertThat(Double.parseDouble(cells[2])).isBetween(34., 40.);
                cells[2] = "";
                assertThat(String.join(",", cells)).isEqualTo(some.get(i));
            } else {
                assertThat(filled.get(i)).isEqualTo(some.get(i));
            }
        }
        assertThat(filled.get(some.size())).startsWith("p00,104,3").endsWith(",");
        List<String> draws =
                Files.readAllLines(written("d.tsv", "impute", file.toString(), "--draws", "2"));
        assertThat(draws).hasSize(1 + 2 * some.size());
        assertThat(draws.get(1)).startsWith("1\t0\tp00\t100\t");
    }

    @ParameterizedTest
    @ValueSource(strings = {"png", "svg", "pdf"})
    void forecastsAreDrawnAsLines(String ending) throws IOException {
        byte[] drawn = Files.readAllBytes(written("f." + ending, "forecast", "--steps", "3"));
        String start = new String(drawn, 0, 8, StandardCharsets.ISO_8859_1);
        assertThat(start)
                .contains(ending.equals("svg") ? "<?xml" : ending.toUpperCase(Locale.ROOT));
        assertThat(trained.vaelab(terminal, "sample", "linear", "--out", "lines." + ending))
                .isEqualTo(ExitCode.USAGE);
    }
}
