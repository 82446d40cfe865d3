// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A season that the data state is that of metrics, unless a metric states another one. */
@Tag("full")
final class SeriesSeasonTest {

    private static final String CONFIG =
            """
            data: {source: series, path: quarters.csv, window: 8, season: 4, testFrom: 2012-01, standardize: true}
            training: {steps: 3, batch: 10}
            evaluation: {importanceSamples: 2, metrics: [forecastMase, forecastCrps.seasonal]}
            models:
              ofData: {variant: state-space, state: 1}
              ofMetrics: {variant: state-space, state: 1, data: {season: 2},
                evaluation: {metrics: [{type: forecastMase, season: 4}, {type: forecastCrps.seasonal, season: 4}]}}
              other: {variant: state-space, state: 1, data: {season: 1}}
            """;

    @TempDir private Path folder;

    private double metric(Trained trained, String model, String name) throws IOException {
        return trained.record(model).metrics().get(name).value();
    }

    @Test
    void theSeasonOfTheDataIsTheDefaultOfMetrics() throws IOException {
        Files.writeString(
                folder.resolve("quarters.csv"),
                IntStream.range(0, 80)
                        .mapToObj(
                                t ->
                                        String.format(
                                                Locale.ROOT,
                                                "%d-%02d,%.3f",
                                                2000 + t / 4,
                                                1 + 3 * (t % 4),
                                                3 * (t % 4) + 0.1 * t + Math.cos(t * t)))
                        .collect(Collectors.joining("\n", "time,x\n", "\n")));
        Trained trained = Trained.of(CONFIG, folder);
        for (String name : List.of("forecastMase", "forecastCrps.seasonal")) {
            double found = metric(trained, "ofData", name);
            assertThat(metric(trained, "ofMetrics", name)).as(name).isEqualTo(found);
            assertThat(metric(trained, "other", name)).as(name).isNotEqualTo(found);
        }
    }

    @Test
    void aSeasonOfTheDataThatNoForecastSeesIsRefused() throws IOException {
        Terminal terminal = new Terminal();
        Files.writeString(
                folder.resolve("quarters.csv"),
                IntStream.range(0, 80)
                        .mapToObj(t -> 1900 + t + "," + Math.sin(t))
                        .collect(Collectors.joining("\n", "time,x\n", "\n")));
        Path config =
                Files.writeString(
                        folder.resolve("config.yaml"),
                        CONFIG.replace("season: 4, testFrom: 2012-01", "season: 5"));
        assertThat(terminal.vaelab("compare", config.toString(), "--dry-run")).isEqualTo(2);
        assertThat(terminal.err())
                .contains("season is 5, and a forecast sees 4 of the 8 steps of an example");
    }
}
