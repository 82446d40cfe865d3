// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vaelab.experiments.run.Executor;
import org.vaelab.experiments.run.Listener;
import org.vaelab.experiments.use.Codes;
import org.vaelab.experiments.use.Model;
import org.vaelab.experiments.use.Rows;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.variants.gaussian.DiagonalNormalFamily;

/** What is drawn of an example depends on neither its place in a call nor the other examples. */
@Tag("full")
final class ExampleDrawsTest {

    private static final int D = 3;
    private static final RandomKey KEY = RandomKey.of(5);

    @TempDir static Path folder;

    private static Results results;

    private static double[][] rows(int n) {
        double[] noise = RandomKey.of(1).normal(n * D);
        double[][] rows = new double[n][D];
        for (int i = 0; i < noise.length; i++) {
            rows[i / D][i % D] = noise[i];
        }
        return rows;
    }

    @BeforeAll
    static void train() throws IOException {
        results =
                Experiment.named("draws")
                        .in(folder)
                        .data(Rows.of("normal", rows(400)))
                        .set("network", Map.of("hidden", List.of(8)))
                        .training(t -> t.steps(50).batch(50))
                        .evaluation(e -> e.importanceSamples(2))
                        .model("vae", m -> m.posterior(new DiagonalNormalFamily(2)))
                        .plan()
                        .run(Executor.local(1), Listener.SILENT);
    }

    private static Codes posterior(Model model, double[]... rows) {
        return model.encode(model.prepare(rows)).withDraws(KEY, 3);
    }

    @Test
    void drawsAreThoseOfTheExampleAlone() throws IOException {
        double[][] some = rows(3);
        try (Model model = results.model("vae", 1)) {
            Codes all = posterior(model, some[0], some[1], some[0], some[2]);
            Codes others = posterior(model, some[2], some[1], some[0], some[0]);
            for (int k = 0; k < 3; k++) {
                double[][] draw = all.draws().get(k);
                double[][] swapped = others.draws().get(k);
                for (int i = 0; i < 3; i++) {
                    double[] alone = posterior(model, some[i]).draws().get(k)[0];
                    assertThat(draw[i == 2 ? 3 : i]).containsExactly(alone);
                }
                assertThat(swapped)
                        .isDeepEqualTo(new double[][] {draw[3], draw[1], draw[0], draw[2]});
                // Equal examples are several, and not one that is counted twice.
                assertThat(draw[0]).isNotEqualTo(draw[2]);
                assertThat(draw[0]).isNotEqualTo(all.draws().get((k + 1) % 3)[0]);
            }
        }
    }

    @Test
    void imputedMeansAreThoseOfTheExampleAlone() throws IOException {
        double[][] some = rows(3);
        for (double[] row : some) {
            row[1] = Double.NaN;
        }
        try (Model model = results.model("vae", 1)) {
            double[][] all = model.impute(KEY, some[0], some[1], some[2], some[0]).rows();
            assertThat(all[3]).containsExactly(all[0]);
            for (int i = 0; i < 3; i++) {
                assertThat(model.impute(KEY, some[i]).rows()[0]).containsExactly(all[i]);
            }
        }
    }
}
