// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.hipparchus.distribution.continuous.BetaDistribution;
import org.hipparchus.distribution.discrete.BinomialDistribution;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vaelab.experiments.run.Executor;
import org.vaelab.experiments.run.Listener;
import org.vaelab.experiments.use.Alarm;
import org.vaelab.experiments.use.Alarms;
import org.vaelab.experiments.use.Lab;
import org.vaelab.experiments.use.Model;
import org.vaelab.experiments.use.Rows;
import org.vaelab.framework.data.Examples;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.variants.gaussian.DiagonalNormalFamily;

/** An example has one score and raises an alarm or not, whatever it is scored with. */
@Tag("full")
final class AlarmTest {

    private static final int D = 4;
    private static final double RATE = 0.05;

    /** The error rate of the statistical assertion. */
    private static final double ERROR = 1e-6;

    @TempDir static Path folder;

    private static Results results;

    private static double[][] rows(long seed, int n) {
        double[] noise = RandomKey.of(seed).normal(n * (D + 1));
        double[][] rows = new double[n][D];
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < D; j++) {
                rows[i][j] = noise[i * (D + 1)] + 0.3 * noise[i * (D + 1) + j + 1];
            }
        }
        return rows;
    }

    @BeforeAll
    static void train() throws IOException {
        results =
                Experiment.named("alarms")
                        .in(folder)
                        .data(Rows.of("normal", rows(1, 3000)))
                        .set("data.validation", 999)
                        .set("network", Map.of("hidden", List.of(8)))
                        .training(t -> t.steps(100).batch(50))
                        .evaluation(e -> e.importanceSamples(2))
                        .model("vae", m -> m.posterior(new DiagonalNormalFamily(2)))
                        .plan()
                        .run(Executor.local(1), Listener.SILENT);
    }

    private static double[] bounds(Model model, double[]... rows) {
        return model.score(model.prepare(rows)).elbo();
    }

    @Test
    void equalRowsHaveEqualScoresInEveryCall() throws IOException {
        double[][] some = rows(2, 150);
        some[7] = some[140].clone();
        some[8] = some[0].clone();
        some[8][1] += 1e-3;
        try (Model model = results.model("vae", 1)) {
            double[] together = bounds(model, some);
            double[] logs = model.score(some).samples(60).logLikelihood();
            assertThat(together[7]).isEqualTo(together[140]);
            assertThat(together[8]).isNotEqualTo(together[0]);
            assertThat(
                            model.score(new double[][] {some[140], some[7]})
                                    .samples(60)
                                    .values()
                                    .perDatum())
                    .satisfies(two -> assertThat(two.logLikelihood()).containsOnly(logs[7]));
            for (int i = 0; i < 20; i++) {
                assertThat(bounds(model, some[i])).containsExactly(together[i]);
            }
            List<double[]> backwards = new ArrayList<>(Arrays.asList(some));
            Collections.reverse(backwards);
            double[] reversed = bounds(model, backwards.toArray(double[][]::new));
            for (int i = 0; i < some.length; i++) {
                assertThat(reversed[some.length - 1 - i]).isEqualTo(together[i]);
            }
        }
        Lab lab = Lab.with();
        try (Model model = results.model("vae", 1);
                Model small =
                        Model.open(results.run("vae", 1), lab, "evaluation.maxDecoderRows=3")) {
            double[] large = model.score(some).samples(60).logLikelihood();
            assertThat(small.score(some).samples(60).logLikelihood())
                    .containsExactly(large, within(1e-5));
        }
    }

    /**
     * Of n validation scores, k = floor(rate (n + 1)) decide the probability of a false alarm,
     * which over validation sets is Beta(k, n + 1 - k). Twice the rate would be told apart with
     * probability 0.999.
     */
    @Test
    void falseAlarmsOfCallsOfOneRowAndOfManyAreAsRareAsStated() throws IOException {
        double[][] usual = rows(3, 2000);
        try (Model model = results.model("vae", 1)) {
            Alarm alarm = model.alarm(RATE);
            List<Alarms.Judgement> together = alarm.of(usual).judgements();
            List<Alarms.Judgement> alone = new ArrayList<>();
            for (double[] row : Arrays.copyOf(usual, 200)) {
                alone.addAll(alarm.of(row).judgements());
            }
            assertThat(together).startsWith(alone.toArray(Alarms.Judgement[]::new));
            BetaDistribution rate = new BetaDistribution(50, 950);
            BinomialDistribution most =
                    new BinomialDistribution(
                            usual.length, rate.inverseCumulativeProbability(1 - ERROR / 2));
            assertThat(together.stream().filter(Alarms.Judgement::isAlarm).count())
                    .isLessThanOrEqualTo(most.inverseCumulativeProbability(1 - ERROR / 2));
        }
    }

    /** Validation examples are scored as new rows are, so that the two can be exchanged. */
    @Test
    void theScoresOfValidationExamplesAreThoseOfTheSameRowsInAFile() throws IOException {
        try (Model model = results.model("vae", 1)) {
            Examples test = model.test();
            double[][] raw = model.values(test);
            double[] ofTest = model.score(test).elbo();
            for (int i = 0; i < 20; i++) {
                double[] row = new double[D];
                for (int j = 0; j < D; j++) {
                    row[j] = raw[i][j];
                }
                assertThat(bounds(model, row)).containsExactly(ofTest[i]);
            }
        }
    }
}
