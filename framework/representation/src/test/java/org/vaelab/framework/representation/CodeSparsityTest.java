// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.representation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.vaelab.framework.data.DataShape;
import org.vaelab.framework.data.Examples;
import org.vaelab.framework.evaluation.EvaluationProgress;
import org.vaelab.framework.evaluation.EvaluationSettings;
import org.vaelab.framework.evaluation.Measurement;
import org.vaelab.framework.evaluation.evaluator.EvaluationModule;
import org.vaelab.framework.evaluation.evaluator.Evaluator;
import org.vaelab.framework.evaluation.evaluator.Metrics;
import org.vaelab.framework.latent.OneHot;
import org.vaelab.framework.latent.UniformCategorical;
import org.vaelab.framework.model.KlRegistry;
import org.vaelab.framework.model.LatentVariableModel;
import org.vaelab.framework.parts.likelihood.Bernoulli;
import org.vaelab.framework.plugin.Plugins;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.settings.StrictMapper;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.TensorScope;
import org.vaelab.framework.tensor.shape.DType;
import org.vaelab.testkit.family.ToyCategorical;
import org.vaelab.testkit.problem.OneLatent;
import org.vaelab.testkit.problem.Runtimes;

/** Codes of categorical variables: two categories are a bit, more have no zeros. */
final class CodeSparsityTest {

    private static final int VARIABLES = 50;

    private final TensorRuntime runtime = Runtimes.nd4j(DType.FLOAT64);
    private final TensorScope scope = runtime.scope();

    @AfterEach
    void close() {
        scope.close();
        runtime.close();
    }

    /** Hoyer's measure of m ones of n is {@code (sqrt n - sqrt m) / (sqrt n - 1)}. */
    @ParameterizedTest
    @CsvSource({"0, 1, 1", "1, 0.98, 1", "5, 0.9, 0.7964002353780365", "50, 0, 0"})
    void aVariableOfTwoCategoriesIsABit(int ones, double zeros, double hoyer) {
        Map<String, Measurement> found = measured(2, ones);
        assertThat(value(found, "codeSparsity.zeros")).isCloseTo(zeros, within(1e-12));
        assertThat(value(found, "codeSparsity.hoyer")).isCloseTo(hoyer, within(1e-12));
    }

    @Test
    void moreCategoriesHaveNoZeros() {
        assertThat(measured(3, 1).values())
                .containsOnly(
                        new Measurement.Absent(
                                "latent variable z has codes of 3 categories, of which none is 0; sparsity"
                                        + " is of numbers, and of codes of two categories"));
    }

    private static double value(Map<String, Measurement> found, String name) {
        return ((Measurement.Measured) found.get(name)).estimate().value();
    }

    /** Of codes whose first variables have their second category, and the others their first. */
    private Map<String, Measurement> measured(int categories, int ones) {
        double[] logits = new double[VARIABLES * categories];
        for (int i = 0; i < VARIABLES; i++) {
            logits[i * categories + (i < ones ? 1 : 0)] = 100;
        }
        Tensor head = runtime.vector(logits);
        OneHot space = new OneHot(VARIABLES, categories);
        LatentVariableModel model =
                OneLatent.model(
                        runtime,
                        DataShape.flat(1),
                        x -> x.mul(0).add(head),
                        new ToyCategorical.Family(
                                VARIABLES, categories, ToyCategorical.Draws.DISCRETE),
                        new UniformCategorical(runtime, space),
                        z -> z.slice(-1, 0, 1),
                        new Bernoulli(),
                        new KlRegistry(List.of()));
        List<String> names = List.of("codeSparsity.zeros", "codeSparsity.hoyer");
        EvaluationSettings settings =
                StrictMapper.of(
                        EvaluationSettings.class,
                        Map.of("importanceSamples", 1, "samples", 1, "metrics", names));
        Plugins plugins = Plugins.of(List.of(new EvaluationModule(), new RepresentationModule()));
        Map<String, Measurement> all =
                new Evaluator(settings, Metrics.of(plugins))
                        .evaluate(
                                model,
                                Examples.real(1, new float[] {0, 1, 1}),
                                RandomKey.of(5),
                                EvaluationProgress.SILENT)
                        .measurements();
        Map<String, Measurement> found = new TreeMap<>(all);
        found.keySet().retainAll(names);
        return found;
    }
}
