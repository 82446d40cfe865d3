// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vaelab.experiments.run.Executor;
import org.vaelab.experiments.run.Listener;
import org.vaelab.experiments.use.Condition;
import org.vaelab.experiments.use.Imputations;
import org.vaelab.experiments.use.Model;
import org.vaelab.experiments.use.Rows;
import org.vaelab.framework.data.DataException;
import org.vaelab.framework.data.ValueDomain;
import org.vaelab.framework.random.RandomKey;

/** What a model says of rows and conditions that it cannot take, and that its advice works. */
final class WrongRowsTest {

    private static final int N = 300;
    private static final RandomKey KEY = RandomKey.of(3);
    private static final double NAN = Double.NaN;
    private static final Map<String, Object> NORMAL = Map.of("variant", "gaussian", "latent", 2);
    private static final double[][] CODES = {{0, 1}};

    @TempDir static Path folder;

    private static double[][] points() {
        double[][] rows = new double[N][];
        for (int i = 0; i < N; i++) {
            double[] z = KEY.fold(i).normal(4);
            rows[i] = new double[] {z[3] + 0.3 * z[0], z[3] + 0.3 * z[1], 40 + 10 * z[2]};
        }
        return rows;
    }

    private static Model trained(
            String name, Rows rows, String condition, Map<String, Object> further)
            throws IOException {
        Experiment made =
                Experiment.named(name)
                        .data(rows)
                        .set("network", Map.of("hidden", List.of(16)))
                        .training(t -> t.steps(100).batch(50))
                        .evaluation(e -> e.importanceSamples(2))
                        .set("models.vae", NORMAL);
        if (!condition.isEmpty()) {
            made = made.set("models.vae.condition", condition);
        }
        for (Map.Entry<String, Object> each : further.entrySet()) {
            made = made.set(each.getKey(), each.getValue());
        }
        return made.in(folder.resolve(name))
                .plan()
                .run(Executor.local(1), Listener.SILENT)
                .orThrow()
                .model("vae", 1);
    }

    private static void refused(Callable<Object> call, Class<?> kind, String... parts) {
        assertThatThrownBy(call::call).isInstanceOf(kind).hasMessageContainingAll(parts);
    }

    /** A condition on a column that the data give has one meaning, with rows and without. */
    @Test
    void aConditionOnAGivenColumnIsItsValue() throws IOException {
        Map<String, Object> given = Map.of("data.given", List.of("age"), "data.standardize", true);
        Rows rows = Rows.of("people", points()).columns("x", "y", "age");
        Condition young = Condition.of("age", 30);
        double[][] row = {{1, 1, 50}};
        double[][] same = {{1, 1, 30}};
        try (Model model = trained("given", rows, "age", given)) {
            assertThat(model.encode(row, young).location())
                    .isDeepEqualTo(model.encode(same).location());
            assertThat(model.encode(row).location()).isNotEqualTo(model.encode(same).location());
            assertThat(model.score(row, young).elbo()).containsExactly(model.score(same).elbo());
            double[][] gap = {{1, NAN, NAN}};
            assertThat(model.impute(KEY, gap, young).rows())
                    .isDeepEqualTo(model.impute(KEY, new double[] {1, NAN, 30}).rows());
            assertThat(model.decode(CODES, young).rows()[0][2]).isEqualTo(30);
            refused(
                    () -> model.impute(KEY, gap).rows(),
                    DataException.class,
                    "row 0 has no value 'age', which data.given gives");
            Condition wrong = Condition.of("height", 3);
            String message = "this model is conditioned on age, not on 'height'";
            refused(() -> model.encode(row, wrong), IllegalArgumentException.class, message);
            refused(() -> model.decode(CODES, wrong), IllegalArgumentException.class, message);
            refused(
                    () -> model.encode(row, Condition.of("age", 1L, 2L)),
                    IllegalArgumentException.class,
                    "2 values, expected 1, or one for each of 1 rows");
        }
    }

    @Test
    void aConditionOfRowsIsNotDrawnAndItsLabelIsKnown() throws IOException {
        int[] classes = new int[N];
        for (int i = 0; i < N; i++) {
            classes[i] = 10 * (i % 3);
        }
        Rows rows = Rows.of("points", points()).labels(classes);
        double[][] row = {{1, 1, 40}};
        try (Model model = trained("labels", rows, "label", Map.of())) {
            refused(
                    () -> model.encode(row, Condition.drawn()),
                    IllegalArgumentException.class,
                    "which only sample and decode do");
            assertThat(model.encode(row, Condition.of("label", 10)).location())
                    .isDeepEqualTo(model.encode(row, Condition.of("label", "10")).location());
            refused(
                    () -> model.encode(row, Condition.of("label", "x10")),
                    DataException.class,
                    "no training example has the label 'x10'",
                    "did you mean '10'?");
        }
    }

    /** The advice on a missing value works. */
    @Test
    void whatIsMissingIsImputed() throws IOException {
        double[][] gap = {{1, NAN, 40}};
        try (Model model = trained("plain", Rows.of("points", points()), "", Map.of())) {
            for (Rows rows : List.of(Rows.of("r", gap), Rows.of("r", gap).missing())) {
                refused(
                        () -> model.encode(rows).location(),
                        DataException.class,
                        "value 1: NaN",
                        "no value was missing in training: impute fills it in");
            }
            Imputations filled = model.impute(KEY, gap);
            assertThat(model.encode(filled).location()).hasDimensions(1, 2);
            assertThat(filled.quality().warning()).isEmpty();
            assertThat(filled.quality().effectiveSize()[0]).isGreaterThan(20);
            // Far from the training data one draw has all the weight.
            Imputations far = model.impute(KEY, gap[0], new double[] {1e4, NAN, 40});
            assertThat(far.quality().effectiveSize()[1]).isLessThan(2);
            assertThat(far.quality().warning().orElseThrow())
                    .contains("1 of 2 examples", "below 20, such as row 1 with 1.");
            double[][] rows = far.rows();
            rows[0][1] = 0;
            assertThat(far.rows()[0][1]).isNotZero();
        }
    }

    @Test
    void meansOfCountsAreNoCounts() throws IOException {
        double[][] counts = new double[N][3];
        for (int i = 0; i < N; i++) {
            for (int j = 0; j < 3; j++) {
                counts[i][j] = Math.floor(Math.exp(1 + 0.5 * KEY.fold(i).normal(3)[j]));
            }
        }
        Rows rows = Rows.of("counts", counts).domain(ValueDomain.COUNTS);
        try (Model model = trained("counts", rows, "", Map.of())) {
            refused(
                    () -> model.encode(model.decode(CODES)),
                    DataException.class,
                    "expected a whole number",
                    ".drawn() gives values");
            assertThat(model.encode(model.decode(CODES).drawn()).location()).hasDimensions(1, 2);
        }
    }

    /** Modalities are left out where training fits subsets; impute fills them in everywhere. */
    @Tag("full")
    @Test
    void modalitiesAreLeftOutWhereTrainingFitsThat() throws IOException {
        double[][] light = new double[N][1];
        for (int i = 0; i < N; i++) {
            light[i][0] = points()[i][0];
        }
        Rows dark = Rows.joined(Map.of("light", Rows.of("dark", new double[] {1})));
        Rows none = Rows.joined(Map.of("light", Rows.of("none", new double[] {NAN})));
        for (String inference : List.of("product", "moe", "mopoe", "missing")) {
            boolean isMissing = inference.equals("missing");
            Rows of = Rows.of("l", light);
            if (isMissing) {
                light[0][0] = NAN;
                of = Rows.of("l", light).missing();
            }
            Rows pairs = Rows.joined(Map.of("point", Rows.of("p", points()), "light", of));
            Map<String, Object> further =
                    inference.startsWith("mo")
                            ? Map.of("models.vae.inference", inference)
                            : Map.of();
            try (Model model = trained(inference, pairs, "", further)) {
                assertThat(model.impute(KEY, dark).rows()[0]).doesNotContain(NAN);
                refused(
                        () -> model.sample(KEY, none, 2),
                        DataException.class,
                        inference.equals("product") ? "trained with all" : "row 0 has no modality");
                if (inference.equals("product")) {
                    refused(
                            () -> model.sample(KEY, dark, 2),
                            DataException.class,
                            "impute fills it in; other uses need a model that is trained on subsets");
                } else {
                    assertThat(model.sample(KEY, dark, 2).rows()[1]).doesNotContain(NAN);
                }
            }
        }
    }

    @Test
    void aFractionOfTheTestIsCheckedAtOnce() {
        for (double wrong : List.of(0.0, 1.0, 2.0, NAN)) {
            refused(
                    () -> Rows.of("r", points()).testFraction(wrong),
                    DataException.class,
                    "testFraction is " + wrong);
        }
    }
}
