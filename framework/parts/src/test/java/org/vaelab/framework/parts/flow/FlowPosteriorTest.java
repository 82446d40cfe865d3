// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.parts.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.TextNode;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.vaelab.framework.component.Parameter;
import org.vaelab.framework.component.PartContext;
import org.vaelab.framework.component.Phase;
import org.vaelab.framework.data.DataShape;
import org.vaelab.framework.data.ValueDomain;
import org.vaelab.framework.estimator.KlSource;
import org.vaelab.framework.latent.Euclidean;
import org.vaelab.framework.latent.LatentSpace;
import org.vaelab.framework.network.Head;
import org.vaelab.framework.network.HeadForm;
import org.vaelab.framework.parts.inference.StochasticVariationalInference;
import org.vaelab.framework.parts.product.HierarchyNotation;
import org.vaelab.framework.parts.product.ProductFamily;
import org.vaelab.framework.plugin.Plugins;
import org.vaelab.framework.posterior.Draw;
import org.vaelab.framework.posterior.Posterior;
import org.vaelab.framework.posterior.PosteriorFamily;
import org.vaelab.framework.posterior.PosteriorFamily.GivenFamily;
import org.vaelab.framework.posterior.PosteriorPart;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.settings.StrictMapper;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.TensorScope;
import org.vaelab.framework.tensor.Updates;
import org.vaelab.framework.tensor.autodiff.GradientTape;
import org.vaelab.framework.tensor.autodiff.Gradients;
import org.vaelab.framework.tensor.shape.DType;
import org.vaelab.framework.tensor.shape.Shape;
import org.vaelab.framework.tensor.spi.AdamStep;
import org.vaelab.framework.tensor.spi.Update;
import org.vaelab.framework.training.CheckpointFile;
import org.vaelab.testkit.family.ToyCategorical;
import org.vaelab.testkit.family.ToyModule;
import org.vaelab.testkit.family.ToyNormal;
import org.vaelab.testkit.problem.ChainRun;
import org.vaelab.testkit.problem.History;
import org.vaelab.testkit.problem.KnownData;
import org.vaelab.testkit.problem.Resumptions;
import org.vaelab.testkit.problem.Runtimes;
import org.vaelab.testkit.problem.SmallProblem;

/**
 * Flows as posteriors: beside their base, in models, and on a target that the base cannot reach.
 */
final class FlowPosteriorTest {

    private static final RandomKey KEY = RandomKey.of(17);
    private static final Plugins PLUGINS =
            ToyModule.besideTheModulesOf(FlowPosteriorTest.class.getClassLoader());
    private static final String SMALL = "base: toy-normal, hidden: [6], context: 2";

    @TempDir private Path folder;

    /** Settings in YAML's flow style without quotes. */
    private static PosteriorPart settings(String name, String json) throws Exception {
        return StrictMapper.of(
                PLUGINS.of(PosteriorPart.class).get(name).type(),
                new ObjectMapper().readTree(quoted(json)));
    }

    private static String quoted(String json) {
        return json.replaceAll("([a-zA-Z][a-zA-Z-]*)", "\"$1\"");
    }

    private static PosteriorFamily family(TensorRuntime runtime, String name, String json)
            throws Exception {
        KnownData data = new KnownData(DataShape.flat(1), ValueDomain.REAL, new double[1]);
        return settings(name, json).create(new PartContext(runtime, KEY, data, PLUGINS));
    }

    @Test
    void theHeadIsThatOfTheBaseWithTheContextBesideIt() throws Exception {
        try (TensorRuntime runtime = Runtimes.reference(DType.FLOAT64);
                TensorScope scope = runtime.scope()) {
            PosteriorFamily with = family(runtime, "iaf", "{latent: 3, " + SMALL + "}");
            assertThat(with.head())
                    .isEqualTo(
                            Head.of(
                                    Head.real("base.mean", 3),
                                    Head.real("base.logVariance", 3),
                                    Head.real("context", 2)));
            assertThat(with.space()).isEqualTo(new Euclidean(3));
            PosteriorFamily without =
                    family(runtime, "iaf", "{latent: 3, base: toy-normal, context: 0}");
            assertThat(without.head().width()).isEqualTo(6);
        }
    }

    /** Whose gates are 0: the same draws, and the same density of any point. */
    /** The bounds of the base belong to its own training; its forms are those of the flow. */
    @Test
    void numbersOfAnEncoderFromElsewhereAreThoseOfTheBase() throws Exception {
        try (TensorRuntime runtime = Runtimes.reference(DType.FLOAT64);
                TensorScope scope = runtime.scope()) {
            PosteriorFamily bounded = new Bounded(new ToyNormal.Family(3));
            for (int context : List.of(0, 2)) {
                Flow flow =
                        new Flow(
                                List.copyOf(
                                        AutoregressiveStep.alternating(
                                                runtime, KEY, 3, 1, List.of(2), context)));
                FlowPart.FlowFamily given =
                        new FlowPart.FlowFamily(bounded, flow, context).asGiven();
                HeadForm form = given.forms().get(0);
                assertThat(form.toString())
                        .isEqualTo(
                                context == 0
                                        ? "base.mean, base.variance"
                                        : "base.mean, base.variance, context");
                Tensor mean = runtime.normal(KEY, Shape.of(4, 3));
                List<Tensor> numbers =
                        Stream.of(mean, mean.exp(), runtime.zeros(Shape.of(4, 2)))
                                .limit(form.numbers().size())
                                .toList();
                Tensor head = form.toHead().apply(numbers);
                double[] expected =
                        HeadForm.joined(
                                        Stream.concat(
                                                        Stream.of(mean, mean),
                                                        numbers.stream().skip(2))
                                                .toList())
                                .readDoubles();
                assertThat(head.readDoubles()).containsExactly(expected, within(1e-14));
                assertThat(given.of(head, Phase.evaluation()).base()).isInstanceOf(ToyNormal.class);
            }
        }
    }

    /** Refuses a head, and gives another family for one of an encoder from elsewhere. */
    private record Bounded(ToyNormal.Family own) implements PosteriorFamily {

        @Override
        public LatentSpace space() {
            return own.space();
        }

        @Override
        public Head head() {
            return own.head();
        }

        @Override
        public PosteriorFamily asGiven() {
            HeadForm.Parameter mean = HeadForm.Parameter.real("mean", 3);
            HeadForm.Parameter variance = HeadForm.Parameter.nonNegative("variance", 3);
            return new GivenFamily(
                    own,
                    List.of(
                            new HeadForm(
                                    List.of(mean, variance),
                                    given ->
                                            HeadForm.joined(
                                                    List.of(given.get(0), given.get(1).log())))),
                    output -> own.of(output, Phase.evaluation()));
        }

        @Override
        public Posterior of(Tensor headOutput, Phase phase) {
            throw new AssertionError("bounds that belong to training");
        }
    }

    @Test
    void anUntrainedCouplingIsItsBase() throws Exception {
        try (TensorRuntime runtime = Runtimes.reference(DType.FLOAT64);
                TensorScope scope = runtime.scope()) {
            PosteriorFamily family = family(runtime, "real-nvp", "{latent: 3, " + SMALL + "}");
            Tensor head = runtime.normal(KEY.split("head"), Shape.of(4, 8));
            Posterior q = family.of(head, Phase.evaluation());
            ToyNormal base = new ToyNormal.Family(3).of(head.slice(1, 0, 6), Phase.evaluation());
            Draw draw = q.draw(KEY, 5);
            assertThat(draw.z().readDoubles()).isEqualTo(base.draw(KEY, 5).z().readDoubles());
            Tensor z = runtime.normal(KEY.split("z"), Shape.of(5, 4, 3));
            assertThat(q.logProbability(z).readDoubles())
                    .containsExactly(base.logProbability(z).readDoubles(), within(1e-13));
            assertThat(q.location().readDoubles()).isEqualTo(base.location().readDoubles());
            assertThat(q.expectation()).isEmpty();
            assertThat(q.entropy()).isEmpty();
        }
    }

    /** Whose gates stand at sigma: a Normal with means and deviations sigma^2 times as large. */
    @Test
    void anUntrainedAutoregressiveFlowIsItsBaseContracted() throws Exception {
        double scale = Math.pow(1 + Math.exp(-2), -2);
        try (TensorRuntime runtime = Runtimes.reference(DType.FLOAT64);
                TensorScope scope = runtime.scope()) {
            PosteriorFamily family = family(runtime, "iaf", "{latent: 3, " + SMALL + "}");
            Tensor head = runtime.normal(KEY.split("head"), Shape.of(4, 8));
            Posterior q = family.of(head, Phase.evaluation());
            ToyNormal base =
                    new ToyNormal(
                            head.slice(1, 0, 3).mul(scale),
                            head.slice(1, 3, 6).add(2 * Math.log(scale)));
            Tensor z = runtime.normal(KEY.split("z"), Shape.of(5, 4, 3));
            assertThat(q.logProbability(z).readDoubles())
                    .containsExactly(base.logProbability(z).readDoubles(), within(1e-12));
            assertThat(q.location().readDoubles())
                    .containsExactly(base.location().readDoubles(), within(1e-13));
        }
    }

    /**
     * The one-hot family has draws without a gradient in evaluation, and biased ones in training.
     */
    @Test
    void basesWhoseDrawsCannotBeFollowedAreRefused() {
        try (TensorRuntime runtime = Runtimes.reference(DType.FLOAT64);
                TensorScope scope = runtime.scope()) {
            Posterior discrete =
                    new ToyCategorical.Family(1, 2, ToyCategorical.Draws.DISCRETE)
                            .of(runtime.zeros(Shape.of(1, 2)), Phase.evaluation());
            Flow flow =
                    new Flow(
                            List.copyOf(
                                    AutoregressiveStep.alternating(
                                            runtime, KEY, 2, 1, List.of(2), 0)));
            assertThatThrownBy(() -> new FlowPosterior(discrete, flow, Optional.empty()))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage(
                            "a flow needs a base whose draws have a density and an exact or"
                                    + " implicit gradient, which ToyCategorical has not (score"
                                    + " function)");
        }
    }

    /**
     * N(0, S) in the plane with correlation 0.95. The best diagonal Normal has the conditional
     * variances, at KL = -1/2 log(1 - 0.95^2) = 1.164 nats; a flow behind one comes within 0.1 of
     * 0. The standard error of its KL over 20,000 draws is at most 0.01.
     */
    @Tag("full")
    @ParameterizedTest
    @ValueSource(strings = {"iaf", "real-nvp"})
    void aFlowReachesCorrelationsThatItsBaseDoesNot(String name) throws Exception {
        double rho = 0.95;
        try (TensorRuntime runtime = Runtimes.on("torch", DType.FLOAT64)) {
            double kl;
            try (TensorScope scope = runtime.scope()) {
                PosteriorFamily family =
                        family(
                                runtime,
                                name,
                                "{latent: 2, base: toy-normal, hidden: [16], context: 0}");
                Parameter head = Parameter.learned("head", runtime.zeros(Shape.of(1, 4)));
                kl = fitted(runtime, family, head, z -> logDensity(z, rho));
            }
            double best = -0.5 * Math.log(1 - rho * rho);
            assertThat(best).isCloseTo(1.164, within(1e-3));
            assertThat(kl).isBetween(-0.05, 0.1);
        }
    }

    private static Tensor logDensity(Tensor z, double rho) {
        Tensor a = z.slice(-1, 0, 1);
        Tensor b = z.slice(-1, 1, 2);
        Tensor form = a.square().add(b.square()).sub(a.mul(b).mul(2 * rho)).sum(-1);
        double v = 1 - rho * rho;
        return form.mul(-0.5 / v).sub(0.5 * Math.log(v) + Math.log(2 * Math.PI));
    }

    /** KL(q || p) after 600 steps of Adam on one q. */
    private static double fitted(
            TensorRuntime runtime,
            PosteriorFamily family,
            Parameter head,
            UnaryOperator<Tensor> target) {
        List<Tensor> learned =
                Stream.concat(family.parameters().stream(), Stream.of(head))
                        .map(Parameter::value)
                        .toList();
        List<List<Tensor>> moments =
                learned.stream()
                        .map(
                                p ->
                                        List.of(
                                                runtime.keep(runtime.zeros(p.shape()), false),
                                                runtime.keep(runtime.zeros(p.shape()), false)))
                        .toList();
        for (int step = 0; step < 600; step++) {
            try (TensorScope scope = runtime.scope();
                    GradientTape tape = GradientTape.record(runtime)) {
                Tensor loss = kl(family, head, target, KEY.fold(step), 128).mean();
                Gradients gradients = tape.gradients(loss, learned);
                List<Update<Tensor>> updates =
                        IntStream.range(0, learned.size())
                                .mapToObj(
                                        i ->
                                                new Update<>(
                                                        learned.get(i),
                                                        gradients.of(learned.get(i)),
                                                        moments.get(i)))
                                .toList();
                AdamStep adam = new AdamStep(0.02, 0.9, 0.999, 1e-8, 0, step + 1L);
                Updates.step(updates, 1, adam);
            }
        }
        return kl(family, head, target, KEY.split("evaluation"), 20_000).mean().readScalar();
    }

    private static Tensor kl(
            PosteriorFamily family,
            Parameter head,
            UnaryOperator<Tensor> target,
            RandomKey key,
            int draws) {
        Draw draw = family.of(head.value(), Phase.evaluation()).draw(key, draws);
        return draw.logProbability().sub(target.apply(draw.z()));
    }

    /** All parameters of the flow are in the checkpoint, and go on from there. */
    @ParameterizedTest
    @ValueSource(strings = {"iaf", "real-nvp"})
    void anInterruptedRunGoesOnToTheSameBytes(String name) throws Exception {
        SmallProblem.Setup setup =
                SmallProblem.toy().withPosterior(settings(name, "{latent: 2, " + SMALL + "}"));
        CheckpointFile whole =
                Resumptions.compare(
                        folder,
                        initial -> setup.open(DType.FLOAT32, RandomKey.of(initial)),
                        SmallProblem.steps(4));
        assertThat(whole.load().orElseThrow().arrays().keySet())
                .anyMatch(array -> array.startsWith("model.posterior.flow.1."));
    }

    /** Without an encoder the flow is learned all the same, and saved. */
    @Test
    void ascentOfEachDatumLearnsTheFlowWithTheModel() throws Exception {
        SmallProblem.Setup setup =
                SmallProblem.toy()
                        .withPosterior(settings("iaf", "{latent: 2, " + SMALL + "}"))
                        .withInference(new StochasticVariationalInference(3, null, 2, 0.05));
        CheckpointFile whole =
                Resumptions.compare(
                        folder,
                        initial -> setup.open(DType.FLOAT64, RandomKey.of(initial)),
                        SmallProblem.steps(4));
        assertThat(whole.load().orElseThrow().arrays())
                .containsKeys(
                        "model.inference.local",
                        "model.posterior.flow.0.output.weight",
                        "model.posterior.flow.1.context.weight");
        try (SmallProblem problem = setup.open()) {
            double[] before = flowParameters(problem);
            problem.train(
                    SmallProblem.steps(4),
                    new CheckpointFile(folder.resolve("again")),
                    new History());
            assertThat(flowParameters(problem)).isNotEqualTo(before);
        }
    }

    private static double[] flowParameters(SmallProblem problem) {
        return problem.model().parameters().stream()
                .filter(p -> p.name().endsWith("flow.0.output.weight"))
                .findFirst()
                .orElseThrow()
                .value()
                .readDoubles();
    }

    @Test
    void aFlowIsAFactorOfAProduct() throws Exception {
        SmallProblem.Setup setup =
                SmallProblem.toy()
                        .withPosterior(
                                new ProductFamily.Settings(
                                        "toy-normal(2) x iaf(3, base=toy-normal, hidden=[6],"
                                                + " context=2)"));
        try (SmallProblem problem = setup.open()) {
            History history = new History();
            problem.train(SmallProblem.steps(5), new CheckpointFile(folder.resolve("p")), history);
            assertThat(history.reports()).hasSize(5);
            assertThat(problem.model().parameters())
                    .anyMatch(p -> p.name().equals("posterior.iaf.flow.0.output.weight"));
        }
    }

    /** p of a lower layer has a flow of its own, and its KL is that of the draws. */
    @Test
    @Tag("full")
    void flowsAreLayersOfAHierarchy() throws Exception {
        String flow = "real-nvp(2, base=toy-normal, layers=2, hidden=[6], context=2)";
        TensorRuntime runtime = Runtimes.nd4j(DType.FLOAT64);
        try (ChainRun run =
                ChainRun.of(
                        runtime,
                        SmallProblem.toy(),
                        HierarchyNotation.parse("toy-normal(2) > " + flow, PLUGINS),
                        150)) {
            run.requireSound(0.5);
            assertThat(run.klSource()).isEqualTo(KlSource.PARTLY_ANALYTIC);
            assertThat(run.problem().model().parameters().stream().map(Parameter::name))
                    .contains("posterior.real-nvp.flow.1.gate", "prior.real-nvp.family.flow.1.gate")
                    .doesNotHaveDuplicates();
            double[] gates =
                    run.problem().model().parameters().stream()
                            .filter(p -> p.name().endsWith("flow.1.gate"))
                            .mapToDouble(p -> p.value().readScalar())
                            .toArray();
            assertThat(gates).hasSize(2).doesNotContain(0).doesNotHaveDuplicates();
        }
    }

    private static void refuses(String name, String json, String... lines) {
        assertThatThrownBy(() -> settings(name, json).check(PLUGINS))
                .satisfies(
                        e -> {
                            Throwable root = e;
                            while (root.getCause() != null) {
                                root = root.getCause();
                            }
                            assertThat(root.getMessage().lines()).containsExactly(lines);
                        });
    }

    @Test
    void basesThatDoNotFitAreRefusedBeforeTheyAreMade() {
        refuses(
                "iaf",
                "{latent: 2, base: toy-normaal}",
                "base: unknown posterior 'toy-normaal'",
                "did you mean 'toy-normal'? Allowed here: iaf, product, real-nvp, toy-categorical,"
                        + " toy-code, toy-logistic, toy-normal, toy-sphere");
        refuses(
                "iaf",
                "{latent: 2, base: {type: toy-normal, width: 3}}",
                "base: 'toy-normal' has no setting 'width'",
                "allowed here: latent");
        refuses(
                "iaf",
                "{latent: 2, base: 3}",
                "base: 3 is neither the name of a posterior nor a mapping with a type");
        refuses(
                "real-nvp",
                "{latent: 2, base: {type: toy-normal, latent: 3}}",
                "base: posterior 'toy-normal' lives on R^3, and the flow needs one on R^2");
        refuses(
                "iaf",
                "{latent: 2, base: toy-sphere}",
                "base: posterior 'toy-sphere' lives on S^2, and the flow needs one on R^2");
        refuses(
                "real-nvp",
                "{latent: 1, base: toy-normal}",
                "a coupling needs at least two coordinates: posterior real-nvp does not go with"
                        + " R^1");
        refuses(
                "iaf",
                "{latent: 2, base: toy-normal, hidden: []}",
                "hidden: needs one width at least");
        refuses(
                "iaf",
                "{latent: 2, base: toy-normal, context: -1}",
                "context must be at least 0, is -1");
    }

    /** The codes of the toys say where they live only once they are made. */
    @Test
    void aBaseOnAnotherSpaceIsRefused() {
        assertThatThrownBy(
                        () ->
                                SmallProblem.toy()
                                        .withPosterior(
                                                settings(
                                                        "iaf",
                                                        "{latent: 2, base: {type: toy-code, variables: 1, codes: 2}}"))
                                        .open())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "posterior 'toy-code' lives on onehot(1, 2), and the flow needs one on R^2");
        assertThat(StrictMapper.of(InverseAutoregressiveFlow.class, Map.of("latent", 2)))
                .isEqualTo(
                        new InverseAutoregressiveFlow(
                                2, TextNode.valueOf("normal"), 2, List.of(320), 64));
    }
}
