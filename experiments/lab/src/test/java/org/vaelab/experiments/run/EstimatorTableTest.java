// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BinaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.vaelab.experiments.config.SpecContext;
import org.vaelab.experiments.config.SpecReader;
import org.vaelab.framework.component.Parameter;
import org.vaelab.framework.component.Phase;
import org.vaelab.framework.component.TrainingProgress;
import org.vaelab.framework.data.DataShape;
import org.vaelab.framework.data.ValueDomain;
import org.vaelab.framework.estimator.EstimatorPart;
import org.vaelab.framework.mcmc.JointLogDensity;
import org.vaelab.framework.model.Batch;
import org.vaelab.framework.model.LatentVariableModel;
import org.vaelab.framework.plugin.AssembledModel;
import org.vaelab.framework.plugin.ModelBlueprint;
import org.vaelab.framework.plugin.Plugins;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.sources.DataLocations;
import org.vaelab.framework.tensor.Backends;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.TensorScope;
import org.vaelab.framework.tensor.autodiff.GradientTape;
import org.vaelab.framework.tensor.autodiff.Gradients;
import org.vaelab.framework.tensor.shape.DType;
import org.vaelab.framework.tensor.shape.Shape;
import org.vaelab.testkit.problem.KnownData;
import org.vaelab.testkit.problem.Runtimes;
import org.vaelab.testkit.statistics.StatisticalAssertions;

/**
 * Every estimator against chains and products whose draws pass gradients in different ways. A pair
 * is rejected by name, or the mean of its gradient is the gradient of its bound, which a {@link
 * LatentGrid} gives. The kinds that {@link org.vaelab.framework.posterior.GradientKind} calls
 * biased have no such bound; of those this test knows which estimators take them.
 */
final class EstimatorTableTest {

    private static final ClassLoader LOADER = EstimatorTableTest.class.getClassLoader();
    private static final Plugins PLUGINS = Plugins.load(LOADER);
    private static final SpecContext CONTEXT =
            SpecContext.of(PLUGINS, DataLocations.ofSystem(), Backends.find(LOADER));
    private static final RandomKey KEY = RandomKey.of(29);

    /** About 10^4 means are compared: one is wrong by chance with probability 1e-4. */
    private static final StatisticalAssertions ASSERT = StatisticalAssertions.at(1e-8);

    /** Of a component; the missing entropy of a Normal is 0.5 in its log variance. */
    private static final double DETECTABLE = 0.2;

    private static final int COPIES = 600;
    private static final int REPETITIONS = 30;
    private static final TrainingProgress CLOCK = new TrainingProgress(0, 1);

    /** Draws that pass no gradient in every model, beside others that do in most. */
    private static final List<String> DISCRETE =
            List.of(
                    "onehot(1, 3, draw=discrete) > normal(1)",
                    "normal(1) > onehot(1, 3, draw=discrete)",
                    "onehot(1, 2, draw=discrete) > normal(1) > onehot(1, 2, draw=discrete)",
                    "normal(1) > onehot(1, 2, draw=discrete) > normal(1)",
                    "sphere(1) > onehot(1, 3, draw=discrete)",
                    "onehot(1, 2, draw=discrete) x normal(1) > normal(1)",
                    "normal(1) > normal(1) x onehot(1, 2, draw=discrete)",
                    "normal(1) x onehot(1, 3, draw=discrete)",
                    "onehot(1, 3, draw=discrete) x sphere(1)");

    /** Draws that all pass an unbiased gradient. */
    private static final List<String> CONTINUOUS =
            List.of(
                    "normal(1) > sphere(1)",
                    "sphere(1) > normal(1)",
                    "normal(1) > normal(1)",
                    "normal(1) x sphere(1)");

    /** Draws that all pass a gradient, some a biased one. */
    private static final List<String> BIASED =
            List.of(
                    "onehot(1, 3) > normal(1)",
                    "normal(1) > onehot(1, 3)",
                    "normal(1) > onehot(1, 3, draw=straight-through) > normal(1)",
                    "normal(1) x onehot(1, 3, draw=straight-through)");

    /** Biased gradients beside draws that pass none. */
    private static final List<String> BIASED_BESIDE_DISCRETE =
            List.of(
                    "onehot(1, 3) > onehot(1, 3, draw=discrete)",
                    "onehot(1, 3, draw=discrete) > normal(1) > onehot(1, 3, draw=straight-through)");

    private static final Set<String> OF_SCORES =
            Set.of("score-function", "nvil", "vimco", "rws", "generalized-update");
    private static final Set<String> THROUGH_DRAWS =
            Set.of(
                    "elbo",
                    "iwae",
                    "stl",
                    "dreg",
                    "miwae",
                    "ciwae",
                    "renyi",
                    "rws",
                    "generalized-update");

    /** The bound of one draw or two, and how far the gradient of q is from that of the bound. */
    private record Row(String settings, boolean two, BinaryOperator<Tensor> ofWeights, double ofQ) {

        static Row evidence(String settings) {
            return new Row(settings, false, (one, same) -> one, 1);
        }

        static Row ofTwo(String settings, BinaryOperator<Tensor> ofWeights) {
            return new Row(settings, true, ofWeights, 1);
        }

        /** The gradient of q is this share of that of the bound. */
        Row withShareOfQ(double share) {
            return new Row(settings, two, ofWeights, share);
        }
    }

    /** All estimators; those whose gradients are compared with settings of at most two draws. */
    private static final Map<String, Row> ROWS = new LinkedHashMap<>();

    static {
        ROWS.put("elbo", Row.evidence("{type: elbo}"));
        ROWS.put("iwae", Row.ofTwo("{type: iwae, samples: 2}", EstimatorTableTest::logMean));
        ROWS.put("stl", Row.evidence("{type: stl}"));
        ROWS.put("dreg", Row.ofTwo("{type: dreg, samples: 2}", EstimatorTableTest::logMean));
        ROWS.put(
                "miwae",
                Row.ofTwo("{type: miwae, samples: 2, bounds: 2}", EstimatorTableTest::logMean));
        ROWS.put(
                "ciwae",
                Row.ofTwo(
                        "{type: ciwae, samples: 2, beta: 0.3}",
                        (one, other) ->
                                one.add(other)
                                        .mul(0.5 * 0.3)
                                        .add(logMean(one, other).mul(1 - 0.3))));
        ROWS.put(
                "renyi",
                Row.ofTwo(
                        "{type: renyi, samples: 2, alpha: 0.5}",
                        (one, other) -> logMean(one.mul(0.5), other.mul(0.5)).mul(2)));
        // Its q follows another objective than its bound.
        ROWS.put(
                "rws",
                Row.ofTwo("{type: rws, samples: 2}", EstimatorTableTest::logMean)
                        .withShareOfQ(Double.NaN));
        ROWS.put(
                "generalized-update",
                Row.ofTwo("{type: generalized-update, samples: 2}", EstimatorTableTest::logMean)
                        .withShareOfQ(Double.NaN));
        ROWS.put("score-function", Row.evidence("{type: score-function}"));
        ROWS.put("vimco", Row.ofTwo("{type: vimco, samples: 2}", EstimatorTableTest::logMean));
        ROWS.put("nvil", Row.evidence("{type: nvil, hidden: [2]}").withShareOfQ(0.5));
        for (String rejected : List.of("disarm", "enumerate", "em", "joint", "rebar", "relax")) {
            ROWS.put(rejected, Row.evidence("{type: " + rejected + "}"));
        }
    }

    private static final TensorRuntime RUNTIME = Runtimes.on("torch", DType.FLOAT64);

    @TempDir Path folder;

    @AfterAll
    static void close() {
        RUNTIME.close();
    }

    private static Tensor logMean(Tensor one, Tensor other) {
        Tensor largest = one.maximum(other).stopGradient();
        Tensor sum = one.sub(largest).exp().add(other.sub(largest).exp());
        return sum.log().add(largest).sub(Math.log(2));
    }

    @Test
    void theTableHasEveryEstimator() {
        // It is for data of several modalities, and variants/multimodal has a table of its own.
        Set<String> all = new TreeSet<>(PLUGINS.of(EstimatorPart.class).names());
        all.remove("modalities");
        assertThat(ROWS.keySet()).isEqualTo(all);
    }

    static Stream<Arguments> models() {
        return Stream.of(
                        Map.entry(DISCRETE, OF_SCORES),
                        Map.entry(CONTINUOUS, THROUGH_DRAWS),
                        Map.entry(BIASED, THROUGH_DRAWS),
                        Map.entry(BIASED_BESIDE_DISCRETE, Set.of("rws", "generalized-update")))
                .flatMap(
                        group ->
                                group.getKey().stream()
                                        .map(latent -> Arguments.of(latent, group.getValue())));
    }

    @ParameterizedTest
    @Tag("full")
    @MethodSource("models")
    void everyOtherEstimatorIsRejectedByName(String latent, Set<String> accepted)
            throws IOException {
        for (Map.Entry<String, Row> row : ROWS.entrySet()) {
            ModelBlueprint blueprint = blueprint(latent, row.getValue());
            if (accepted.contains(row.getKey())) {
                assertThat(assemble(blueprint).estimator()).as("%s", latent).isNotNull();
            } else {
                assertThatThrownBy(() -> assemble(blueprint))
                        .as("%s with %s", latent, row.getKey())
                        .isInstanceOf(IllegalArgumentException.class)
                        .hasMessageContaining(row.getKey());
            }
        }
    }

    static Stream<Arguments> pairs() {
        return Stream.concat(
                DISCRETE.stream().flatMap(latent -> pairs(latent, OF_SCORES)),
                CONTINUOUS.stream().flatMap(latent -> pairs(latent, THROUGH_DRAWS)));
    }

    private static Stream<Arguments> pairs(String latent, Set<String> estimators) {
        return ROWS.keySet().stream()
                .filter(estimators::contains)
                .map(name -> Arguments.of(latent, name));
    }

    @Tag("slow")
    @ParameterizedTest
    @MethodSource("pairs")
    void anAcceptedPairHasTheGradientOfItsBound(String latent, String name) throws IOException {
        Row row = ROWS.get(name);
        AssembledModel assembled = assemble(blueprint(latent, row));
        scatter(assembled.model());
        if (name.equals("nvil")) {
            halveSignals(assembled);
        }
        List<Parameter> parameters = learned(assembled.model());
        double[] expected = ofTheBound(assembled.model(), row, parameters);
        double[] shares = shares(assembled.model(), row, parameters);
        double[][] found = new double[REPETITIONS][];
        for (int r = 0; r < REPETITIONS; r++) {
            found[r] = estimated(assembled, KEY.split("draws").fold(r), parameters);
        }
        for (int i = 0; i < expected.length; i++) {
            if (Double.isNaN(shares[i])) {
                continue;
            }
            int place = i;
            ASSERT.mean(
                    latent + " with " + name + ", component " + i + " of " + parameters,
                    Arrays.stream(found).mapToDouble(gradient -> gradient[place]).toArray(),
                    shares[i] * expected[i],
                    DETECTABLE);
        }
    }

    private ModelBlueprint blueprint(String latent, Row row) throws IOException {
        boolean isChain = latent.contains(">");
        Path config = folder.resolve("table.yaml");
        Files.writeString(
                config,
                """
                data: {source: sprites}
                network: {hidden: [2], activation: tanh%s}
                models:
                  mixed:
                    variant: %s
                    latent: "%s"
                    estimator: %s
                """
                        .formatted(
                                isChain ? ", latentHidden: [2]" : "",
                                isChain ? "gaussian" : "product",
                                latent,
                                row.settings()));
        return new SpecReader(CONTEXT).read(config, List.of()).runs().get(0).blueprint();
    }

    private AssembledModel assemble(ModelBlueprint blueprint) {
        KnownData data =
                new KnownData(DataShape.flat(2), ValueDomain.BINARY, new double[] {0.5, 0.5});
        return blueprint.assemble(RUNTIME, PLUGINS, data, KEY.split("init"));
    }

    private static List<Parameter> learned(LatentVariableModel model) {
        return model.parameters().stream()
                .filter(parameter -> parameter.role() == Parameter.Role.LEARNED)
                .toList();
    }

    /** Moves all parameters, so that no gradient is 0 by symmetry. */
    private void scatter(LatentVariableModel model) {
        try (TensorScope scope = RUNTIME.scope()) {
            for (Parameter parameter : learned(model)) {
                RandomKey own = KEY.split("scatter").split(parameter.name());
                Tensor value = parameter.value();
                parameter.assign(RUNTIME.normal(own, value.shape()).cast(value.dtype()).mul(0.3));
            }
        }
    }

    /** Signals with a variance of 4: nvil halves them, and the gradient in q with them. */
    private void halveSignals(AssembledModel assembled) {
        try (TensorScope scope = RUNTIME.scope()) {
            assembled.estimator().parameters().stream()
                    .filter(parameter -> parameter.name().equals("variance"))
                    .forEach(parameter -> parameter.assign(parameter.value().mul(0).add(4)));
        }
    }

    /** Returns by how much the gradient in each number differs from that of the bound. */
    private static double[] shares(LatentVariableModel model, Row row, List<Parameter> parameters) {
        List<Parameter> ofQ = model.inference().parameters();
        return parameters.stream()
                .flatMapToDouble(
                        parameter -> {
                            double[] all = new double[parameter.value().shape().size()];
                            Arrays.fill(all, isAmong(parameter, ofQ) ? row.ofQ() : 1);
                            return Arrays.stream(all);
                        })
                .toArray();
    }

    private static boolean isAmong(Parameter parameter, List<Parameter> others) {
        return others.stream().anyMatch(other -> other.value() == parameter.value());
    }

    private Batch data(int copies) {
        return Batch.of(RUNTIME.vector(1, 0).broadcastTo(Shape.of(copies, 2)));
    }

    private double[] estimated(AssembledModel assembled, RandomKey key, List<Parameter> of) {
        try (TensorScope scope = RUNTIME.scope();
                GradientTape tape = GradientTape.record(RUNTIME)) {
            Tensor loss =
                    assembled.estimator().estimate(assembled.step(data(COPIES), key, CLOCK)).loss();
            return read(tape.gradients(loss.neg()), of);
        }
    }

    private double[] ofTheBound(LatentVariableModel model, Row row, List<Parameter> of) {
        try (TensorScope scope = RUNTIME.scope();
                GradientTape tape = GradientTape.record(RUNTIME)) {
            LatentGrid grid = LatentGrid.of(RUNTIME, model.generative().latents());
            int n = grid.weights().shape().size();
            Batch datum = data(1);
            Tensor logQ =
                    model.infer(datum, KEY, Phase.training(CLOCK))
                            .logProbability(grid.z())
                            .reshape(n);
            Tensor logJoint = new JointLogDensity(model.generative(), datum).of(grid.z());
            Tensor logWeight = logJoint.reshape(n).sub(logQ);
            Tensor q = logQ.exp().mul(grid.weights());
            assertThat(q.sum().readScalar()).as("integral of q").isCloseTo(1, within(1e-3));
            Tensor other = row.two() ? logWeight.expandDims(1) : logWeight;
            Tensor values = row.ofWeights().apply(logWeight, other);
            Tensor bound =
                    row.two() ? values.mul(q).mul(q.expandDims(1)).sum() : values.mul(q).sum();
            return read(tape.gradients(bound), of);
        }
    }

    private static double[] read(Gradients gradients, List<Parameter> of) {
        return of.stream()
                .flatMapToDouble(p -> Arrays.stream(gradients.of(p.value()).readDoubles()))
                .toArray();
    }
}
