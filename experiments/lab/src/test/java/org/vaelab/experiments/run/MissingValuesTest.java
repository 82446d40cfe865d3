// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vaelab.experiments.config.SpecContext;
import org.vaelab.experiments.config.SpecException;
import org.vaelab.experiments.config.SpecReader;
import org.vaelab.framework.component.Parameter;
import org.vaelab.framework.component.TrainingProgress;
import org.vaelab.framework.data.DataRows;
import org.vaelab.framework.data.Examples;
import org.vaelab.framework.data.ValueDomain;
import org.vaelab.framework.estimator.EstimatorPart;
import org.vaelab.framework.estimator.Objective;
import org.vaelab.framework.evaluation.EvaluationData;
import org.vaelab.framework.evaluation.EvaluationProgress;
import org.vaelab.framework.evaluation.EvaluationSettings;
import org.vaelab.framework.evaluation.Measurement;
import org.vaelab.framework.evaluation.evaluator.EvaluationResult;
import org.vaelab.framework.evaluation.evaluator.Evaluator;
import org.vaelab.framework.evaluation.evaluator.Metrics;
import org.vaelab.framework.likelihood.LikelihoodPart;
import org.vaelab.framework.model.ExpectationMaximizable;
import org.vaelab.framework.plugin.AssembledModel;
import org.vaelab.framework.plugin.Plugins;
import org.vaelab.framework.plugin.PriorPart;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.settings.StrictMapper;
import org.vaelab.framework.sources.DataLocations;
import org.vaelab.framework.tensor.Backends;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.TensorScope;
import org.vaelab.framework.tensor.autodiff.GradientTape;
import org.vaelab.framework.tensor.autodiff.Gradients;
import org.vaelab.framework.tensor.shape.DType;
import org.vaelab.testkit.problem.GivenData;
import org.vaelab.testkit.problem.Runtimes;

/**
 * All parts on data with missing values: a model is rejected by name, or its loss, its gradients
 * and all that is measured of it are finite.
 */
final class MissingValuesTest {

    private static final ClassLoader LOADER = MissingValuesTest.class.getClassLoader();
    private static final Plugins PLUGINS = Plugins.load(LOADER);
    private static final SpecContext CONTEXT =
            SpecContext.of(PLUGINS, DataLocations.ofSystem(), Backends.find(LOADER));
    private static final RandomKey KEY = RandomKey.of(31);
    private static final double NAN = Double.NaN;

    /** Values in {0, 1}, which lie in every domain. */
    private static final double[][] ROWS = {
        {0, 1}, {1, NAN}, {NAN, 0}, {1, 1}, {NAN, NAN}, {0, 0}, {1, 0}, {NAN, 1}
    };

    @TempDir Path folder;

    /** The rows above. */
    private record Table() implements DataRows {

        @Override
        public int size() {
            return ROWS.length;
        }

        @Override
        public int width() {
            return ROWS[0].length;
        }

        @Override
        public void read(int row, double[] target, int offset) {
            System.arraycopy(ROWS[row], 0, target, offset, ROWS[row].length);
        }
    }

    private static GivenData data(ValueDomain domain) {
        return new GivenData(Examples.of(new Table(), domain));
    }

    /** Every estimator with every posterior and inference. */
    @Tag("exhaustive")
    @Test
    void estimatorsAndPosteriors() throws IOException {
        List<String> usable = new ArrayList<>();
        try (TensorRuntime runtime = Runtimes.on("torch", DType.FLOAT64)) {
            for (EstimatorMatrix.Column column : EstimatorMatrix.columns(PLUGINS)) {
                for (String estimator : PLUGINS.of(EstimatorPart.class).names()) {
                    String keys = column.keys() + ", estimator: {type: " + estimator + "}";
                    if (isUsable(runtime, keys, column.domain())) {
                        usable.add(column.title() + " " + estimator);
                    }
                }
            }
        }
        assertThat(usable).hasSizeGreaterThan(90);
    }

    /** Every prior, and every likelihood with every domain that it has. */
    @Tag("full")
    @Test
    void priorsAndLikelihoods() throws IOException {
        List<String> priors = new ArrayList<>();
        TreeSet<String> likelihoods = new TreeSet<>();
        try (TensorRuntime runtime = Runtimes.on("torch", DType.FLOAT64)) {
            for (String prior : PLUGINS.of(PriorPart.class).names()) {
                if (isUsable(
                        runtime,
                        "variant: gaussian, latent: 2, prior: {type: " + prior + "}",
                        ValueDomain.BINARY)) {
                    priors.add(prior);
                }
            }
            for (String likelihood : PLUGINS.of(LikelihoodPart.class).names()) {
                for (ValueDomain domain : ValueDomain.values()) {
                    if (domain != ValueDomain.COLUMNS
                            && domain != ValueDomain.TOKENS
                            && isUsable(
                                    runtime,
                                    "variant: gaussian, latent: 2, likelihood: {type: "
                                            + likelihood
                                            + "}",
                                    domain)) {
                        likelihoods.add(likelihood);
                    }
                }
            }
        }
        assertThat(priors).contains("vamp", "mixture-of-normals", "learned-normal");
        assertThat(likelihoods)
                .contains("bernoulli", "gaussian", "categorical", "discretized-logistic")
                .doesNotContain("made", "pixelcnn");
    }

    /** All numbers that evaluation knows, of a model of each kind of posterior and inference. */
    @Tag("exhaustive")
    @Test
    void evaluation() throws IOException {
        List<Object> metrics =
                new ArrayList<>(
                        Metrics.of(PLUGINS).names().stream().filter(m -> !needsLabels(m)).toList());
        metrics.replaceAll(
                name ->
                        name.equals("logLikelihood.ais")
                                ? Map.of("type", name, "chains", 2, "temperatures", 3)
                                : name);
        EvaluationSettings settings =
                StrictMapper.of(
                        EvaluationSettings.class,
                        Map.of("importanceSamples", 5, "metrics", metrics));
        Evaluator evaluator = new Evaluator(settings, Metrics.of(PLUGINS));
        try (TensorRuntime runtime = Runtimes.on("torch", DType.FLOAT64)) {
            for (EstimatorMatrix.Column column : EstimatorMatrix.columns(PLUGINS)) {
                try (TensorScope scope = runtime.scope()) {
                    String keys =
                            column.keys().contains("inference: map")
                                            || column.keys().contains("inference: hmc")
                                    ? column.keys() + ", estimator: joint"
                                    : column.keys();
                    AssembledModel assembled = assembled(runtime, keys, column.domain());
                    EvaluationResult result =
                            evaluator.evaluate(
                                    assembled.model(),
                                    data(column.domain()).examples(),
                                    KEY,
                                    EvaluationProgress.SILENT);
                    result.measurements()
                            .forEach(
                                    (name, measured) -> {
                                        if (measured instanceof Measurement.Measured found) {
                                            assertThat(found.estimate().value())
                                                    .as("%s of %s", name, column.title())
                                                    .isFinite();
                                        }
                                    });
                } catch (IllegalArgumentException e) {
                    assertThat(e.getMessage()).containsAnyOf("missing values", "cannot use");
                }
            }
        }
    }

    /**
     * Two clusters far apart, of which any value tells which: a mixture predicts hidden values
     * about as well as neighbours, and much better than means do.
     */
    @Test
    void aMixturePredictsHiddenValues() throws IOException {
        double[] noise = KEY.split("noise").normal(240);
        float[] x = new float[240];
        for (int i = 0; i < x.length; i++) {
            x[i] = (float) (noise[i] * 0.1 + (i / 2 % 2 == 0 ? 1 : -1));
        }
        Examples all = Examples.real(2, x);
        try (TensorRuntime runtime = Runtimes.on("torch", DType.FLOAT64);
                TensorScope scope = runtime.scope()) {
            GivenData data = new GivenData(all);
            AssembledModel assembled =
                    assembled(runtime, "variant: mixture, components: 6, of: gaussian", data);
            ExpectationMaximizable mixture =
                    (ExpectationMaximizable) assembled.model().generative();
            for (int step = 0; step < 50; step++) {
                mixture.expect(data.batch(runtime), 1);
                mixture.maximize();
            }
            List<String> names =
                    List.of(
                            "imputationError",
                            "imputationError.mean",
                            "imputationError.neighbours",
                            "imputationWrong");
            EvaluationSettings settings =
                    StrictMapper.of(EvaluationSettings.class, Map.of("metrics", names));
            EvaluationResult result =
                    new Evaluator(settings, Metrics.of(PLUGINS))
                            .evaluate(
                                    assembled.model(),
                                    List.of(),
                                    EvaluationData.of(all.first(60), () -> all),
                                    KEY,
                                    EvaluationProgress.SILENT);
            double model = result.metrics().get("imputationError").value();
            double mean = result.metrics().get("imputationError.mean").value();
            // Of three hidden values in ten the other one is hidden too, and nothing predicts them.
            assertThat(mean).isBetween(0.9, 1.1);
            assertThat(model).isLessThan(0.6 * mean);
            assertThat(result.metrics().get("imputationError.neighbours").value()).isFinite();
            assertThat(result.absent()).containsKey("imputationWrong");
        }
    }

    private static boolean needsLabels(String metric) {
        return metric.startsWith("au") || metric.startsWith("average");
    }

    private boolean isUsable(TensorRuntime runtime, String keys, ValueDomain domain)
            throws IOException {
        try (TensorScope scope = runtime.scope()) {
            AssembledModel assembled = assembled(runtime, keys, domain);
            requireFinite(runtime, assembled, domain, keys);
            return true;
        } catch (IllegalArgumentException | SpecException e) {
            assertThat(e.getMessage()).isNotBlank();
            return false;
        }
    }

    private static void requireFinite(
            TensorRuntime runtime, AssembledModel assembled, ValueDomain domain, String keys) {
        try (GradientTape tape = GradientTape.record(runtime)) {
            Objective objective =
                    assembled
                            .estimator()
                            .estimate(
                                    assembled.step(
                                            data(domain).batch(runtime),
                                            KEY,
                                            new TrainingProgress(0, 1)));
            assertThat(objective.loss().readScalar()).as(keys).isFinite();
            if (objective.minimised().isTracked()) {
                Gradients gradients = tape.gradients(objective.minimised());
                for (Parameter parameter : assembled.trained().parameters()) {
                    if (parameter.role() == Parameter.Role.LEARNED) {
                        Tensor gradient = gradients.of(parameter.value());
                        assertThat(Arrays.stream(gradient.readDoubles()))
                                .as(parameter.name() + " of " + keys)
                                .allMatch(Double::isFinite);
                    }
                }
            }
        }
    }

    private AssembledModel assembled(TensorRuntime runtime, String keys, ValueDomain domain)
            throws IOException {
        return assembled(runtime, keys, data(domain));
    }

    private AssembledModel assembled(TensorRuntime runtime, String keys, GivenData data)
            throws IOException {
        Path config = folder.resolve("model.yaml");
        Files.writeString(
                config,
                """
                data: {source: sprites}
                network: {hidden: [3]}
                models:
                  one: {%s}
                """
                        .formatted(keys));
        return new SpecReader(CONTEXT)
                .read(config, List.of())
                .runs()
                .get(0)
                .blueprint()
                .assemble(runtime, CONTEXT.plugins(), data, KEY);
    }
}
