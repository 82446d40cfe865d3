// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Counts with an exposure: their own total, or a column. The rates of all rows are equal, 0.1 to
 * 0.4.
 */
@Tag("full")
final class ExposureTest {

    private static final String HEAD =
            """
            runtime: {backend: nd4j, threads: 1}
            network: {hidden: [8]}
            training: {steps: 300, batch: 50, optimizer: {learningRate: 0.01}}
            evaluation: {importanceSamples: 2, importanceExamples: 4}
            report: {formats: [markdown]}
            data: {source: table, path: counts.csv, testFraction: 0.2DATA}
            models:
            """;

    private static final String TOTAL =
            HEAD.replace("DATA", "")
                    + "  m: {variant: gaussian, latent: 1, likelihood: {type: poisson, exposure: total}}\n";

    private static final String HOURS =
            HEAD.replace("DATA", ", given: [hours]")
                    + "  m: {variant: gaussian, latent: 1, likelihood: {type: poisson, exposure: hours}}\n";

    @TempDir private static Path temporary;
    private static Trained total;
    private static Trained hours;

    private final Terminal terminal = new Terminal();

    @BeforeAll
    static void train() throws IOException {
        Random random = new Random(1);
        StringBuilder rows = new StringBuilder("a,b,c,d,hours\n");
        for (int i = 0; i < 400; i++) {
            int n = 1 + random.nextInt(100);
            for (int rate = 1; rate <= 4; rate++) {
                // A Poisson count of mean n r / 10, as the number of successes of 10 n trials.
                double p = rate / 100.0;
                int count = (int) random.doubles(10L * n).filter(u -> u < p).count();
                rows.append(count).append(',');
            }
            rows.append(n).append('\n');
        }
        for (String name : List.of("total", "hours")) {
            Files.createDirectories(temporary.resolve(name));
            Files.writeString(temporary.resolve(name + "/counts.csv"), rows);
        }
        total = Trained.of(TOTAL, temporary.resolve("total"));
        hours = Trained.of(HOURS, temporary.resolve("hours"));
    }

    private double mean(Trained trained, int columns, String condition) throws IOException {
        int code =
                trained.vaelab(
                        terminal,
                        "sample",
                        "m",
                        "--out",
                        "-",
                        "--count",
                        "200",
                        "--condition",
                        condition);
        assertThat(code).as("%s", terminal).isZero();
        return terminal.out()
                .lines()
                .skip(1)
                .mapToDouble(
                        row ->
                                Arrays.stream(row.split(","))
                                        .skip(1)
                                        .limit(columns)
                                        .mapToDouble(Double::parseDouble)
                                        .sum())
                .average()
                .orElseThrow();
    }

    /**
     * Of 200 Poisson sums the mean deviates by sqrt(n / 200): 5 of these, and a tenth for what is
     * not learned.
     */
    @ParameterizedTest
    @CsvSource({"20", "2000"})
    void drawsHaveTheTotalThatIsGiven(double n) throws IOException {
        double allowed = 5 * Math.sqrt(n / 200) + n / 10;
        assertThat(mean(total, 5, "total=" + n)).isBetween(n - allowed, n + allowed);
        assertThat(mean(hours, 4, "hours=" + n)).isBetween(n - allowed, n + allowed);
    }

    @Test
    void anExposureIsPositive() throws IOException {
        assertThat(total.vaelab(terminal, "sample", "m", "--condition", "total=0"))
                .isEqualTo(ExitCode.USAGE);
        assertThat(terminal.err()).contains("total=0: an exposure is a positive number");
    }

    @Test
    void aTotalNeedsAllCounts() throws IOException {
        Path file =
                Files.writeString(
                        temporary.resolve("gaps.csv"), "a,b,c,d,hours\n1,2,,4,10\n1,2,3,4,10\n");
        assertThat(total.vaelab(terminal, "impute", "m", file.toString()))
                .isEqualTo(ExitCode.USAGE);
        assertThat(terminal.err()).contains("a count is missing, and the exposure of this model");
        assertThat(hours.vaelab(terminal, "impute", "m", file.toString(), "--out", "-")).isZero();
    }

    private String refused(String likelihood, String data) throws IOException {
        String config =
                (HEAD + "  m: {variant: gaussian, latent: 1, LIKELIHOOD}\n")
                        .replace("LIKELIHOOD", likelihood)
                        .replace("DATA", data);
        Path file = Files.writeString(temporary.resolve("total/bad.yaml"), config);
        assertThat(terminal.vaelab("compare", file.toString(), "--dry-run")).isNotZero();
        return terminal.err();
    }

    @Test
    void whatIsNoExposureIsRefused() throws IOException {
        assertThat(refused("likelihood: {type: poisson, exposure: ours}", ", given: [hours]"))
                .contains("the data give no value 'ours'", "did you mean 'hours'?");
        assertThat(
                        refused(
                                "likelihood: {type: poisson, exposure: both}",
                                ", given: {both: {values: [a, b]}}"))
                .contains("'both' has 2 values, and one is needed");
        assertThat(
                        refused(
                                "condition: hours, likelihood: {type: poisson, exposure: hours}",
                                ", given: [hours]"))
                .contains("condition and likelihood.exposure both name 'hours'");
    }
}
