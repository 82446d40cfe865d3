// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vaelab.framework.random.RandomKey;

/** One series with a trend, whose windows are scaled, with a calendar and a given column. */
@Tag("slow")
final class ScaledSeriesTest {

    private static final int MONTHS = 180;
    private static final int WINDOW = 18;

    /** Columns of a forecast: series, time, variable, truth, mean, quantiles. */
    private static final int TIME = 1;

    private static final int MEAN = 4;

    /** The mean and five quantiles. */
    private static final int NUMBERS = 6;

    private static final String CONFIG =
            """
            data: {source: series, path: sales.csv, values: [sales], window: 18, testFrom: 2012-01, scale: window, calendar: [month], given: [promotion]}
            runtime: {threads: 1}
            training: {steps: 20, batch: 20, optimizer: {type: adam, learningRate: 1e-2}}
            evaluation: {importanceSamples: 10, metrics: [forecastCrps, forecastCoverage, forecastMase]}
            models:
              linear: {variant: state-space, state: 2}
              vrnn: {variant: vrnn, latent: 1, cell: {state: 6, hidden: [8]}}
            """;

    @TempDir private static Path temporary;
    private static Trained trained;

    private final Terminal terminal = new Terminal();

    @BeforeAll
    static void train() throws IOException {
        Files.write(temporary.resolve("sales.csv"), sales(0, 1, 0));
        trained = Trained.of(CONFIG, temporary);
    }

    /** Returns months of m + s x, and further ones of which the promotion alone is known. */
    private static List<String> sales(double m, double s, int future) {
        List<String> lines = new ArrayList<>(List.of("time,sales,promotion"));
        double[] noise = RandomKey.of(4).normal(MONTHS);
        for (int t = 0; t < MONTHS + future; t++) {
            int promotion = t % 7 == 0 ? 1 : 0;
            String time = String.format(Locale.ROOT, "%d-%02d", 2000 + t / 12, 1 + t % 12);
            double x =
                    t < MONTHS
                            ? 1000
                                    + 10 * t
                                    + 30 * Math.sin(Math.PI * t / 6)
                                    + 20 * promotion
                                    + 5 * noise[t]
                            : 0;
            String cell = t < MONTHS ? String.format(Locale.ROOT, "%.3f", m + s * x) : "";
            lines.add(time + "," + cell + "," + promotion);
        }
        return lines;
    }

    private List<String[]> forecast(String model, String name, List<String> lines)
            throws IOException {
        Path file = Files.write(temporary.resolve(name + ".csv"), lines);
        Path out = temporary.resolve(name + "-forecast.csv");
        String[] words = {file.toString(), "--steps", "6", "--out", out.toString()};
        assertThat(trained.vaelab(terminal, "forecast", model, words)).as("%s", terminal).isZero();
        return Files.readAllLines(out).stream().skip(1).map(line -> line.split(",", -1)).toList();
    }

    /** A forecast of m + s x is m + s times that of x: mean and quantiles. */
    @Test
    void forecastsAreInUnitsOfTheFile() throws IOException {
        for (String model : List.of("linear", "vrnn")) {
            List<String[]> ofX = forecast(model, model + "-x", sales(0, 1, 6));
            List<String[]> ofScaled = forecast(model, model + "-scaled", sales(-5000, 4, 6));
            assertThat(ofX).hasSize(6);
            assertThat(ofX.get(0)[TIME]).isEqualTo("2015-01");
            for (int i = 0; i < 6; i++) {
                for (int column = MEAN; column < MEAN + NUMBERS; column++) {
                    double x = Double.parseDouble(ofX.get(i)[column]);
                    // The trend is at 2,800, and a window has a deviation of about 55.
                    assertThat(x).isBetween(2000., 3600.);
                    // Cells have seven digits, and a linear model rounds to 24 bits. Draws of a
                    // VRNN are others: five errors of a quantile of 100 draws of deviation 220.
                    double allowed = model.equals("linear") ? 0.05 : 500;
                    assertThat(Double.parseDouble(ofScaled.get(i)[column]))
                            .as("%s, column %s of step %s", model, column, i)
                            .isCloseTo(-5000 + 4 * x, within(allowed));
                }
            }
        }
    }

    /** Standardised, with calendar and given column: forecasts are near the truth of the file. */
    @Test
    void standardisedSeriesWithACalendarAreForecastInTheirUnits() throws IOException {
        Path folder = Files.createDirectory(temporary.resolve("standardized"));
        Files.write(folder.resolve("sales.csv"), sales(0, 1, 0));
        Trained standardized =
                Trained.of(
                        CONFIG.replace("scale: window", "standardize: true")
                                .replace("steps: 20", "steps: 300"),
                        folder);
        Path file = Files.write(folder.resolve("future.csv"), sales(0, 1, 6));
        for (String model : List.of("linear", "vrnn")) {
            Path out = folder.resolve(model + "-forecast.csv");
            String[] words = {file.toString(), "--steps", "6", "--out", out.toString()};
            assertThat(standardized.vaelab(terminal, "forecast", model, words))
                    .as("%s", terminal)
                    .isZero();
            List<String> lines = Files.readAllLines(out);
            for (int i = 0; i < 6; i++) {
                int t = MONTHS + i;
                double truth =
                        1000 + 10 * t + 30 * Math.sin(Math.PI * t / 6) + (t % 7 == 0 ? 20 : 0);
                double mean = Double.parseDouble(lines.get(1 + i).split(",", -1)[MEAN]);
                // Training has 1000 to 2400, of deviation 400; the linear model has the slope.
                assertThat(mean)
                        .as("%s, step %s", model, i)
                        .isCloseTo(truth, within(model.equals("linear") ? 60. : 600.));
            }
        }
    }

    @Test
    void aGivenColumnMustBeKnownInFutureSteps() throws IOException {
        assertThat(trained.vaelab(terminal, "forecast", "linear", "--steps", "6")).isEqualTo(2);
        assertThat(terminal.err())
                .contains("a given column has no number at a step of the forecast")
                .contains("rows for these steps");
        List<String> some = sales(0, 1, 6);
        some.set(some.size() - 1, "2015-06,,");
        Path file = Files.write(temporary.resolve("some.csv"), some);
        assertThat(trained.vaelab(terminal, "forecast", "linear", file.toString(), "--steps", "6"))
                .isEqualTo(2);
        assertThat(terminal.err())
                .contains("\"promotion\" is given, and has no number at time 2015-06");
    }

    @Test
    void aFileWithoutEarlierStepsHasNoLevel() throws IOException {
        List<String> few = new ArrayList<>(sales(0, 1, 0).subList(0, WINDOW + 4));
        Path file = Files.write(temporary.resolve("few.csv"), few);
        assertThat(trained.vaelab(terminal, "encode", "linear", file.toString())).isEqualTo(2);
        assertThat(terminal.err()).contains("data.scale needs a number", "add earlier rows");
    }

    @Test
    void encodeAndScoreSeeTheLastSteps() throws IOException {
        Path file = Files.write(temporary.resolve("all.csv"), sales(0, 1, 0));
        for (String command : List.of("encode", "score", "reconstruct")) {
            Path out = temporary.resolve(command + ".csv");
            assertThat(
                            trained.vaelab(
                                    terminal,
                                    command,
                                    "linear",
                                    file.toString(),
                                    "--out",
                                    out.toString()))
                    .as("%s", terminal)
                    .isZero();
            assertThat(Files.readAllLines(out)).hasSizeGreaterThan(1);
        }
    }
}
