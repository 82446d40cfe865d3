// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.plugin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.vaelab.framework.component.Parameter;
import org.vaelab.framework.component.TrainingProgress;
import org.vaelab.framework.data.Binarization;
import org.vaelab.framework.data.DataShape;
import org.vaelab.framework.data.Dataset;
import org.vaelab.framework.data.Dequantization;
import org.vaelab.framework.data.Examples;
import org.vaelab.framework.data.Preparation;
import org.vaelab.framework.data.ValueDomain;
import org.vaelab.framework.estimator.KlSource;
import org.vaelab.framework.estimator.Objective;
import org.vaelab.framework.evaluation.EvaluationProgress;
import org.vaelab.framework.evaluation.EvaluationSettings;
import org.vaelab.framework.evaluation.evaluator.EvaluationResult;
import org.vaelab.framework.evaluation.evaluator.Evaluator;
import org.vaelab.framework.evaluation.evaluator.Metrics;
import org.vaelab.framework.likelihood.LikelihoodPart;
import org.vaelab.framework.model.Batch;
import org.vaelab.framework.model.LatentVariableModel;
import org.vaelab.framework.network.NetworkSettings;
import org.vaelab.framework.parts.StandardModule;
import org.vaelab.framework.parts.likelihood.BetaBinomial;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.record.Estimate;
import org.vaelab.framework.record.EstimateKind;
import org.vaelab.framework.settings.StrictMapper;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.TensorScope;
import org.vaelab.framework.tensor.autodiff.GradientTape;
import org.vaelab.framework.tensor.autodiff.Gradients;
import org.vaelab.framework.tensor.shape.DType;
import org.vaelab.framework.tensor.shape.Shape;
import org.vaelab.testkit.family.ToyModule;
import org.vaelab.testkit.family.ToyNormal;
import org.vaelab.testkit.problem.KnownData;
import org.vaelab.testkit.problem.OneLatent;
import org.vaelab.testkit.problem.Runtimes;

/** Every registered likelihood and prior, with default settings, in a model. */
final class StandardPartsTest {

    private static final Plugins PLUGINS =
            Plugins.of(List.of(new StandardModule(), new ToyModule()));
    private static final DataShape SHAPE = DataShape.flat(6);
    private static final double[] MEAN = {0, 0.2, 0.3, 0.4, 0.5, 1};
    private static final RandomKey KEY = RandomKey.of(3);

    private TensorRuntime runtime;

    @BeforeEach
    void openRuntime() {
        runtime = Runtimes.nd4j(DType.FLOAT64);
    }

    @AfterEach
    void closeRuntime() {
        runtime.close();
    }

    static Stream<String> likelihoods() {
        return PLUGINS.of(LikelihoodPart.class).names().stream()
                // Texts need an encoder of texts: TokensTest.
                .filter(name -> !name.startsWith("toy-") && !name.equals("tokens"));
    }

    /**
     * Those on R^d: what lives on another space, or on several, is tested with its family, and p(z
     * given c) with a condition.
     */
    static Stream<String> priors() {
        return PLUGINS.of(PriorPart.class).names().stream()
                .filter(name -> !name.equals("product") && !name.equals("conditional"))
                .filter(
                        name ->
                                !name.endsWith("-categorical")
                                        && !List.of("made", "pixelcnn").contains(name))
                .filter(name -> !name.endsWith("-sphere"))
                .filter(name -> !name.startsWith("toy-"));
    }

    private static ModelBlueprint blueprint(String likelihood, String prior) {
        return ModelBlueprint.of(
                        new ToyNormal.Family(2),
                        likelihood.equals("beta-binomial")
                                ? new BetaBinomial.Settings(5)
                                : PLUGINS.of(LikelihoodPart.class).create(likelihood),
                        NetworkSettings.of(PLUGINS, "mlp", Map.of("hidden", List.of(5))))
                .withPrior(PLUGINS.of(PriorPart.class).create(prior));
    }

    private AssembledModel assemble(String likelihood, String prior, ValueDomain domain) {
        return blueprint(likelihood, prior)
                .assemble(runtime, PLUGINS, new KnownData(SHAPE, domain, MEAN), KEY);
    }

    private static float[] greyLevels(int examples) {
        float[] x = new float[examples * SHAPE.size()];
        double[] uniform = KEY.split("data").uniform(x.length);
        for (int i = 0; i < x.length; i++) {
            x[i] = (float) Math.floor(256 * uniform[i]) / 255f;
        }
        return x;
    }

    private static Examples examples(float[] x) {
        byte[] levels = new byte[x.length];
        for (int i = 0; i < x.length; i++) {
            levels[i] = (byte) Math.round(255 * x[i]);
        }
        return Examples.greyLevels(SHAPE.size(), levels);
    }

    private static EvaluationResult evaluate(LatentVariableModel model, Examples test, int rows) {
        EvaluationSettings settings =
                StrictMapper.of(
                        EvaluationSettings.class,
                        Map.of(
                                "importanceSamples",
                                20,
                                "samples",
                                2,
                                "metrics",
                                List.of(),
                                "maxDecoderRows",
                                rows));
        return new Evaluator(settings, Metrics.standard())
                .evaluate(model, test, KEY, EvaluationProgress.SILENT);
    }

    private static ValueDomain domain(String likelihood) {
        if (likelihood.contains("poisson")
                || likelihood.contains("binomial")
                || likelihood.equals("multinomial")) {
            return ValueDomain.COUNTS;
        }
        return List.of("bernoulli", "made", "pixelcnn", "columns").contains(likelihood)
                ? ValueDomain.BINARY
                : ValueDomain.GREY_LEVELS;
    }

    /** Probabilities count bits, exactly; densities do not, and the result says why. */
    @Tag("full")
    @ParameterizedTest
    @MethodSource("likelihoods")
    void bitsAreCountedOfProbabilitiesOnly(String name) {
        ValueDomain domain = domain(name);
        LatentVariableModel model = assemble(name, "standard-normal", domain).model();
        float[] x = greyLevels(7);
        byte[] ones = new byte[x.length];
        Arrays.fill(ones, (byte) 1);
        Examples test =
                domain == ValueDomain.GREY_LEVELS
                        ? examples(x)
                        : Examples.binary(SHAPE.size(), ones);
        EvaluationResult result = evaluate(model, test, 5000);
        double nats = result.metrics().get("logLikelihood").value();
        assertThat(nats).isFinite();
        if (model.generative().isProbability()) {
            Estimate bits = result.metrics().get("bitsPerDimension");
            assertThat(bits.value()).isCloseTo(-nats / (SHAPE.size() * Math.log(2)), within(1e-12));
            assertThat(bits.value()).isPositive();
            // As it starts, with the mean of the data, no model needs many more than 8 bits.
            assertThat(bits.value()).isLessThan(40);
        } else {
            assertThat(result.metrics()).doesNotContainKey("bitsPerDimension");
            assertThat(result.absent())
                    .containsEntry(
                            "bitsPerDimension",
                            "the likelihood is a density, which counts bits of dequantised grey levels"
                                    + " alone (data.dequantize: uniform)");
            bitsOfDequantisedLevels(model, x);
        }
    }

    /** Of levels that are spread over bins of 1/256 each dimension takes 8 bits more. */
    private static void bitsOfDequantisedLevels(LatentVariableModel model, float[] x) {
        Dataset levels = Dataset.of("levels", SHAPE, examples(x), examples(x), "test");
        Examples spread =
                new Preparation(
                                new Binarization.None(),
                                Optional.of(Dequantization.UNIFORM),
                                false,
                                0)
                        .apply(levels, 0)
                        .test();
        EvaluationResult result = evaluate(model, spread, 5000);
        double nats = result.metrics().get("logLikelihood").value();
        Estimate bits = result.metrics().get("bitsPerDimension");
        assertThat(bits.value()).isCloseTo(8 - nats / (SHAPE.size() * Math.log(2)), within(1e-12));
        assertThat(bits.kind()).isEqualTo(EstimateKind.UPPER_BOUND);
    }

    /** Fewer rows for a wider head leave the values as they are. */
    @Test
    void aWideHeadIsEvaluatedInSmallerSlices() {
        LatentVariableModel model =
                assemble("discretized-logistic-mixture", "standard-normal", ValueDomain.GREY_LEVELS)
                        .model();
        Examples test = examples(greyLevels(7));
        // 15 numbers a value: 5000 rows are 333, and 105 are 7, one draw of the 7 data.
        double all = evaluate(model, test, 5000).metrics().get("logLikelihood").value();
        double few = evaluate(model, test, 105).metrics().get("logLikelihood").value();
        assertThat(few).isCloseTo(all, within(1e-12 * Math.abs(all)));
    }

    @ParameterizedTest
    @MethodSource("priors")
    void everyParameterOfAPriorIsNamedAndLearned(String name) {
        AssembledModel assembled = assemble("discretized-logistic", name, ValueDomain.GREY_LEVELS);
        LatentVariableModel model = assembled.model();
        boolean exact = name.endsWith("-normal");
        KlSource source =
                new Evaluator(EvaluationSettings.defaults(), Metrics.standard()).klSource(model);
        assertThat(source == KlSource.ANALYTIC).isEqualTo(exact);
        List<String> names = model.parameters().stream().map(Parameter::name).toList();
        assertThat(names).doesNotHaveDuplicates();
        assertThat(new OneLatent(model).prior().parameters())
                .allSatisfy(p -> assertThat(names).contains("prior." + p.name()));
        List<Parameter> ofPrior =
                model.parameters().stream().filter(p -> p.name().startsWith("prior.")).toList();
        assertThat(ofPrior.isEmpty())
                .isEqualTo(List.of("standard-normal", "autoregressive-normal").contains(name));
        openGates(ofPrior);
        try (TensorScope scope = runtime.scope();
                GradientTape tape = GradientTape.record(runtime)) {
            Batch batch = Batch.of(runtime.tensor(greyLevels(9), Shape.of(9, SHAPE.size())));
            Objective objective =
                    assembled
                            .estimator()
                            .estimate(assembled.step(batch, KEY, new TrainingProgress(0, 10)));
            double[] kl = objective.terms().get(1).value().readDoubles();
            assertThat(objective.terms().get(1).name()).isEqualTo(Objective.KL);
            assertThat(kl).hasSize(9);
            Gradients gradients = tape.gradients(objective.loss());
            for (Parameter parameter : ofPrior) {
                double[] g = gradients.of(parameter.value()).readDoubles();
                assertThat(Arrays.stream(g).anyMatch(v -> v != 0)).as(parameter.name()).isTrue();
                assertThat(Arrays.stream(g).allMatch(Double::isFinite)).isTrue();
            }
        }
    }

    /** A flow's perceptrons have no gradient behind a gate that is 0. */
    private void openGates(List<Parameter> parameters) {
        try (TensorScope scope = runtime.scope()) {
            parameters.stream()
                    .filter(p -> p.name().endsWith(".gate"))
                    .forEach(p -> p.assign(runtime.ones(p.value().shape())));
        }
    }

    @Test
    void theEncoderIsDrawnAlikeWhateverThePrior() {
        List<double[]> weights = new ArrayList<>();
        for (String prior : List.of("standard-normal", "vamp")) {
            LatentVariableModel model =
                    assemble("discretized-logistic", prior, ValueDomain.GREY_LEVELS).model();
            weights.add(
                    new OneLatent(model)
                            .encoder()
                            .network()
                            .parameters()
                            .get(0)
                            .value()
                            .readDoubles());
        }
        assertThat(weights.get(1)).isEqualTo(weights.get(0));
    }
}
