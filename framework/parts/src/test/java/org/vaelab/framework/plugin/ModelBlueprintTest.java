// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.plugin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.vaelab.framework.component.Parameter;
import org.vaelab.framework.component.Phase;
import org.vaelab.framework.data.DataShape;
import org.vaelab.framework.data.ValueDomain;
import org.vaelab.framework.estimator.Elbo;
import org.vaelab.framework.estimator.KlMode;
import org.vaelab.framework.estimator.KlSource;
import org.vaelab.framework.evaluation.EvaluationSettings;
import org.vaelab.framework.evaluation.evaluator.Evaluator;
import org.vaelab.framework.evaluation.evaluator.Metrics;
import org.vaelab.framework.latent.Euclidean;
import org.vaelab.framework.latent.LatentSpace;
import org.vaelab.framework.latent.Prior;
import org.vaelab.framework.latent.StandardNormal;
import org.vaelab.framework.network.Head;
import org.vaelab.framework.network.NetworkSettings;
import org.vaelab.framework.parts.estimator.ImportanceWeighted;
import org.vaelab.framework.parts.likelihood.Bernoulli;
import org.vaelab.framework.parts.prior.ReferencePriors;
import org.vaelab.framework.posterior.GradientKind;
import org.vaelab.framework.posterior.Posterior;
import org.vaelab.framework.posterior.PosteriorFamily;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.settings.Part;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.shape.DType;
import org.vaelab.framework.tensor.shape.Shape;
import org.vaelab.testkit.family.PosteriorAround;
import org.vaelab.testkit.family.ToyElbo;
import org.vaelab.testkit.family.ToyModule;
import org.vaelab.testkit.family.ToyNormal;
import org.vaelab.testkit.problem.KnownData;
import org.vaelab.testkit.problem.OneLatent;
import org.vaelab.testkit.tensor.ReferenceBackend;

final class ModelBlueprintTest {

    private static final Plugins PLUGINS =
            ToyModule.besideTheModulesOf(ModelBlueprintTest.class.getClassLoader());
    private static final DataShape SHAPE = new DataShape(1, 2, 3);
    private static final double[] MEAN = {0.1, 0.2, 0.3, 0.4, 0.5, 0.6};

    private TensorRuntime runtime;

    @BeforeEach
    void openRuntime() {
        runtime = TensorRuntime.strict(new ReferenceBackend(), DType.FLOAT64);
    }

    @AfterEach
    void closeRuntime() {
        runtime.close();
    }

    private static ModelBlueprint.OfParts toy() {
        return ModelBlueprint.of(
                        new ToyNormal.Family(2),
                        new Bernoulli(),
                        NetworkSettings.of(PLUGINS, "mlp", Map.of("hidden", List.of(5, 4))))
                .withEstimator(new ToyElbo());
    }

    private AssembledModel assemble(ModelBlueprint blueprint) {
        return assemble(blueprint, ValueDomain.BINARY, RandomKey.of(1));
    }

    private AssembledModel assemble(ModelBlueprint blueprint, ValueDomain domain, RandomKey key) {
        return blueprint.assemble(runtime, PLUGINS, new KnownData(SHAPE, domain, MEAN), key);
    }

    @Test
    void assemblesTheParts() {
        AssembledModel assembled = assemble(toy());

        assertThat(assembled.estimator()).isInstanceOf(ToyElbo.class);
        assertThat(new OneLatent(assembled.model()).family().space()).isEqualTo(new Euclidean(2));
        assertThat(new OneLatent(assembled.model()).prior()).isInstanceOf(StandardNormal.class);
        assertThat(
                        new Evaluator(EvaluationSettings.defaults(), Metrics.standard())
                                .klSource(assembled.model()))
                .isEqualTo(KlSource.ANALYTIC);
        assertThat(assembled.model().parameters())
                .extracting(p -> p.name() + " " + p.value().shape())
                .containsExactly(
                        "encoder.0.weight [6, 5]", "encoder.0.bias [5]",
                        "encoder.1.weight [5, 4]", "encoder.1.bias [4]",
                        "encoder.2.weight [4, 4]", "encoder.2.bias [4]",
                        "decoder.0.weight [2, 4]", "decoder.0.bias [4]",
                        "decoder.1.weight [4, 5]", "decoder.1.bias [5]",
                        "decoder.2.weight [5, 6]", "decoder.2.bias [6]");
    }

    /** Asked of every model, with what the config calls the parts. */
    @Test
    void aModuleAddsARuleAboutPartsThatDoNotFit() {
        VaeLabModule module =
                new VaeLabModule() {
                    @Override
                    protected void announce() {
                        rule(
                                tried ->
                                        tried.draw().latents().get(0).q() instanceof ToyNormal
                                                ? Optional.of(
                                                        tried.estimatorName() + " takes no toys")
                                                : Optional.empty());
                    }
                };
        Plugins plugins =
                Plugins.load(
                        PluginJars.none(ModelBlueprintTest.class.getClassLoader()),
                        List.of(new ToyModule(), module));
        assertThatThrownBy(
                        () ->
                                toy().assemble(
                                                runtime,
                                                plugins,
                                                new KnownData(SHAPE, ValueDomain.BINARY, MEAN),
                                                RandomKey.of(1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("toy-elbo takes no toys");
    }

    @Test
    void theDecoderStartsAtTheLogitsOfTheDataMean() {
        List<Parameter> parameters = assemble(toy()).model().parameters();
        double[] bias = parameters.get(parameters.size() - 1).value().readDoubles();

        for (int i = 0; i < MEAN.length; i++) {
            assertThat(1 / (1 + Math.exp(-bias[i]))).isCloseTo(MEAN[i], within());
        }
    }

    private static org.assertj.core.data.Offset<Double> within() {
        return org.assertj.core.api.Assertions.within(1e-14);
    }

    @Test
    void oneKeyDrawsOneModel() {
        double[] first = firstWeights(RandomKey.of(1));

        assertThat(firstWeights(RandomKey.of(1))).isEqualTo(first);
        assertThat(firstWeights(RandomKey.of(2))).isNotEqualTo(first);
    }

    private double[] firstWeights(RandomKey key) {
        return assemble(toy(), ValueDomain.BINARY, key)
                .model()
                .parameters()
                .get(0)
                .value()
                .readDoubles();
    }

    @Test
    void partsOfAConfigReplaceThoseOfTheVariant() {
        AssembledModel assembled =
                assemble(
                        toy().withPosterior(new ToyNormal.Family(3))
                                .withPrior(new ReferencePriors.StandardNormalPrior())
                                .withEstimator(new ImportanceWeighted(4)));

        assertThat(assembled.estimator()).isInstanceOf(ImportanceWeighted.class);
        assertThat(new OneLatent(assembled.model()).prior().space()).isEqualTo(new Euclidean(3));
    }

    @Test
    void greyDataWithBernoulliNamesTheRemedy() {
        assertThatThrownBy(() -> assemble(toy(), ValueDomain.GREY_LEVELS, RandomKey.of(1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "likelihood 'bernoulli' has no density for data of domain 'grey levels',"
                                + " only for binary; binarise the data (data.binarize: dynamic,"
                                + " static or threshold) or choose another likelihood:"
                                + " beta-binomial, categorical, continuous-bernoulli,"
                                + " discretized-logistic,"
                                + " discretized-logistic-mixture, gaussian, student-t");
    }

    @Test
    void aPriorOnAnotherSpaceIsRefused() {
        AnyPrior elsewhere =
                new AnyPrior(context -> new StandardNormal(context.runtime(), new Euclidean(5)));

        assertThatThrownBy(() -> assemble(withPrior(elsewhere)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the posterior lives on R^2, the prior on R^5");
    }

    @Test
    void aPriorOfAnotherKindOfSpaceIsRefused() {
        AnyPrior onCircle =
                new AnyPrior(
                        context -> {
                            context.space(Circle.class, "prior on-circle");
                            throw new AssertionError("the space is no circle");
                        });

        assertThatThrownBy(() -> assemble(withPrior(onCircle)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("prior on-circle needs a latent space of kind Circle, not R^2");
    }

    @Test
    void aPriorThatDrawsAnotherShapeIsRefused() {
        AnyPrior wide = new AnyPrior(context -> new WidePrior(context.runtime()));

        assertThatThrownBy(() -> assemble(withPrior(wide)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "the prior draws values of shape [7, 9] for n = 7, expected [n, event] ="
                                + " [7, 2] of the latent space R^2");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"a scalar", "by coordinate", "over the wrong axis", "in double", "null"})
    void aPriorWhoseDensityHasAnotherShapeOrTypeIsRefused(String wrong) {
        AnyPrior prior = new AnyPrior(context -> new WrongDensity(context.runtime(), wrong));

        assertThatThrownBy(() -> assemble(withPrior(prior)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(WrongDensity.class.getName())
                .hasMessageContaining(": logProbability returns ")
                .hasMessageMatching(
                        ".*(null|for 3 draws of each of 7 examples, expected FLOAT..\\[3, 7\\])");
    }

    @Test
    void aPriorThatIsNotCreatedIsRefused() {
        assertThatThrownBy(() -> assemble(withPrior(new AnyPrior(context -> null))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(AnyPrior.class.getName())
                .hasMessageEndingWith(": create returns null");
    }

    @Test
    void aPosteriorWhoseDensityIsByCoordinateIsRefused() {
        assertThatThrownBy(() -> assemble(toy().withPosterior(new ByCoordinateFamily())))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(ByCoordinate.class.getName())
                .hasMessageContaining(": logProbability returns ");
    }

    @Test
    void anEstimatorThatCannotUseTheGradientIsRefused() {
        ModelBlueprint blueprint = toy().withPosterior(new WithoutGradientFamily());

        assertThatThrownBy(() -> assemble(blueprint))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(
                        "estimator 'toy-elbo' cannot use the score function gradient of posterior"
                                + " 'without-gradient'");
    }

    @Test
    void anExactKlThatNobodyKnowsIsRefusedBeforeTraining() {
        AnyPrior unknown = new AnyPrior(context -> new OtherNormal(context.runtime()));
        ModelBlueprint blueprint =
                toy().withPrior(unknown).withEstimator(new Elbo(1, KlMode.ANALYTIC));

        assertThatThrownBy(() -> assemble(blueprint))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(
                        "kl: analytic, but no closed form is known between ToyNormal and"
                                + " OtherNormal; set estimator: {type: elbo, kl: auto or monte-carlo"
                                + " or entropy}, or estimator: one of ");
    }

    private static ModelBlueprint withPrior(AnyPrior prior) {
        return toy().withPrior(prior);
    }

    private interface Making {
        Prior prior(PriorContext context);
    }

    @Part("test")
    private record AnyPrior(Making making) implements PriorPart {
        @Override
        public Prior create(PriorContext context) {
            return making.prior(context);
        }
    }

    private static final class WidePrior implements Prior {
        private final TensorRuntime runtime;

        WidePrior(TensorRuntime runtime) {
            this.runtime = runtime;
        }

        @Override
        public Euclidean space() {
            return new Euclidean(2);
        }

        @Override
        public Tensor logProbability(Tensor z) {
            return z.square().sum(-1).neg();
        }

        @Override
        public Tensor sample(RandomKey key, int n) {
            return runtime.normal(key, Shape.of(n, 9));
        }
    }

    private record WrongDensity(TensorRuntime runtime, String wrong) implements Prior {

        @Override
        public Euclidean space() {
            return new Euclidean(2);
        }

        @Override
        public Tensor logProbability(Tensor z) {
            Tensor each = z.square().neg();
            return switch (wrong) {
                case "a scalar" -> each.mean();
                case "by coordinate" -> each;
                case "over the wrong axis" -> each.sum(0);
                case "in double" -> each.sum(-1).cast(other(runtime.dtype()));
                default -> null;
            };
        }

        private static DType other(DType type) {
            return type == DType.FLOAT32 ? DType.FLOAT64 : DType.FLOAT32;
        }

        @Override
        public Tensor sample(RandomKey key, int n) {
            return runtime.normal(key, Shape.of(n, 2));
        }
    }

    /** Not StandardNormal, so no closed form is announced for it. */
    private static final class OtherNormal implements Prior {
        private final TensorRuntime runtime;

        OtherNormal(TensorRuntime runtime) {
            this.runtime = runtime;
        }

        @Override
        public Euclidean space() {
            return new Euclidean(2);
        }

        @Override
        public Tensor logProbability(Tensor z) {
            return z.square().sum(-1).mul(-0.5).sub(Math.log(2 * Math.PI));
        }

        @Override
        public Tensor sample(RandomKey key, int n) {
            return runtime.normal(key, Shape.of(n, 2));
        }
    }

    private interface AroundToyNormal extends PosteriorFamily {

        Posterior around(ToyNormal normal);

        @Override
        default LatentSpace space() {
            return new Euclidean(2);
        }

        @Override
        default Head head() {
            return Head.of(Head.real("mean", 2));
        }

        @Override
        default Posterior of(Tensor headOutput, Phase phase) {
            Tensor zeros = headOutput.runtime().zeros(headOutput.shape());
            return around(new ToyNormal(headOutput, zeros));
        }
    }

    @Part("without-gradient")
    private record WithoutGradientFamily() implements AroundToyNormal {
        @Override
        public Posterior around(ToyNormal normal) {
            return new WithoutGradient(normal);
        }
    }

    private record WithoutGradient(ToyNormal around) implements PosteriorAround {

        @Override
        public GradientKind gradient() {
            return GradientKind.SCORE_FUNCTION;
        }
    }

    @Part("by-coordinate")
    private record ByCoordinateFamily() implements AroundToyNormal {
        @Override
        public Posterior around(ToyNormal normal) {
            return new ByCoordinate(normal);
        }
    }

    private record ByCoordinate(ToyNormal around) implements PosteriorAround {

        @Override
        public Tensor logProbability(Tensor z) {
            return z.square().neg();
        }
    }

    private interface Circle extends LatentSpace {}
}
