// SPDX-License-Identifier: Apache-2.0
package org.vaelab.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.vaelab.framework.component.Clock;
import org.vaelab.framework.component.Parameter;
import org.vaelab.framework.component.Schedule;
import org.vaelab.framework.data.ValueDomain;
import org.vaelab.framework.estimator.Batch;
import org.vaelab.framework.estimator.Elbo;
import org.vaelab.framework.estimator.Estimator;
import org.vaelab.framework.estimator.KlMode;
import org.vaelab.framework.estimator.Objective;
import org.vaelab.framework.network.NetworkSettings;
import org.vaelab.framework.plugin.AssembledModel;
import org.vaelab.framework.plugin.Chosen;
import org.vaelab.framework.plugin.EstimatorFactory;
import org.vaelab.framework.plugin.LikelihoodFactory;
import org.vaelab.framework.plugin.ModelBlueprint;
import org.vaelab.framework.plugin.PosteriorFactory;
import org.vaelab.framework.plugin.PriorFactory;
import org.vaelab.framework.posterior.GradientKind;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.tensor.DType;
import org.vaelab.framework.tensor.Shape;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorScope;
import org.vaelab.framework.tensor.autodiff.GradientTape;
import org.vaelab.framework.tensor.autodiff.Gradients;

/**
 * What every estimator promises. The subclass says of how many draws its bound is the
 * importance-weighted one; 1 is the evidence lower bound, however many draws it is averaged over.
 *
 * <pre>{@code
 * final class ImportanceWeightedContractTest extends EstimatorContract {
 *     ImportanceWeightedContractTest() {
 *         super("iwae", 2, "{samples: 2}");
 *     }
 * }
 * }</pre>
 *
 * <p>Bound and gradient are compared with their exact expectations on a model of one number z, where
 * the estimator takes pathwise draws, and of one variable of three categories, where it takes the
 * score function. Two draws of the former are as many as can be integrated.
 */
public abstract non-sealed class EstimatorContract extends PartContract {

    private static final Clock CLOCK = new Clock(0, 100);
    private static final int COPIES = 64;
    private static final int REPETITIONS = 200;
    private static final double SMALLEST_ERROR = 0.2;

    /** A posterior and a prior for each kind of gradient. */
    private static final Map<GradientKind, List<Part>> BY_KIND =
            Map.of(
                    GradientKind.PATHWISE,
                    List.of(
                            Part.of("diagonal-normal", "{latent: 2}"),
                            Part.of("standard-normal", "{}")),
                    GradientKind.IMPLICIT,
                    List.of(
                            Part.of("von-mises-fisher", "{latent: 2}"),
                            Part.of("uniform-sphere", "{}")),
                    GradientKind.RELAXED,
                    List.of(
                            Part.of("categorical", "{variables: 2, categories: 3}"),
                            Part.of("uniform-categorical", "{}")),
                    GradientKind.STRAIGHT_THROUGH,
                    List.of(
                            Part.of(
                                    "categorical",
                                    "{variables: 2, categories: 3, draw: 'straight-through'}"),
                            Part.of("uniform-categorical", "{}")),
                    GradientKind.SCORE_FUNCTION,
                    List.of(
                            Part.of(
                                    "categorical",
                                    "{variables: 2, categories: 3, draw: 'discrete'}"),
                            Part.of("uniform-categorical", "{}")));

    private final int draws;

    /**
     * Creates the contract of a registered estimator.
     *
     * @param name of the estimator
     * @param draws K of its bound {@code E[log 1/K sum_k w_k]}
     * @param settings with which it has that bound, see {@link Part}; none are the defaults
     */
    protected EstimatorContract(String name, int draws, String... settings) {
        super(Kind.ESTIMATOR, name, settings);
        this.draws = draws;
    }

    /**
     * Returns whether the expected loss is minus the bound, and its gradient unbiased. An estimator
     * that weighs or constrains the terms of the bound says no; its bound is checked all the same.
     */
    protected boolean lossIsTheBound() {
        return true;
    }

    /** Returns settings of one draw, where an importance-weighted estimator takes as few. */
    protected Optional<String> settingsOfOneDraw() {
        return Optional.empty();
    }

    EstimatorFactory<?> factory() {
        return plugins().estimators().get(part());
    }

    @Override
    final Class<? extends Record> settingsType() {
        return factory().settingsType();
    }

    private Estimator estimator(String settings, RandomKey key) {
        return make(factory(), settings, Assembly.context(runtime(), key.split("part")));
    }

    private List<SmallModel> models(Estimator estimator) {
        List<SmallModel> models = new ArrayList<>();
        if (estimator.accepts(GradientKind.PATHWISE)) {
            models.add(SmallModel.normal(runtime(), plugins()));
        }
        if (estimator.accepts(GradientKind.SCORE_FUNCTION)) {
            models.add(SmallModel.categorical(runtime(), plugins()));
        }
        return models;
    }

    /** The mean of the bound over draws is the exact expectation. */
    @TestFactory
    final Stream<DynamicTest> theBoundHasItsExpectation() {
        return each(
                "bound",
                (settings, key) -> {
                    Estimator estimator = estimator(settings, key);
                    for (SmallModel model : models(estimator)) {
                        double exact = model.bound(draws).readScalar();
                        Integral expected = new Integral(exact, 0);
                        double[] bounds = new double[20 * COPIES];
                        for (int r = 0; r < 20; r++) {
                            double[] some =
                                    estimator
                                            .estimate(
                                                    model.model(),
                                                    new Batch(model.data(COPIES)),
                                                    key.fold(r),
                                                    CLOCK)
                                            .bound()
                                            .readDoubles();
                            System.arraycopy(some, 0, bounds, r * COPIES, COPIES);
                        }
                        Comparison.of(1).check("bound", bounds, expected);
                    }
                });
    }

    /** The gradient of the loss is, in the mean, that of the exact bound. */
    @TestFactory
    final Stream<DynamicTest> theGradientIsUnbiased() {
        return each(
                "gradient",
                (settings, key) -> {
                    if (lossIsTheBound()) {
                        Estimator estimator = estimator(settings, key);
                        models(estimator).forEach(model -> checkGradient(estimator, model, key));
                    }
                });
    }

    private void checkGradient(Estimator estimator, SmallModel small, RandomKey key) {
        List<Parameter> parameters = small.model().parameters();
        double[] exact;
        try (GradientTape tape = GradientTape.record(runtime())) {
            exact = read(tape.gradients(small.bound(draws).neg()), parameters);
        }
        double[][] samples = new double[exact.length][REPETITIONS];
        for (int r = 0; r < REPETITIONS; r++) {
            try (TensorScope scope = runtime().scope();
                    GradientTape tape = GradientTape.record(runtime())) {
                Batch batch = new Batch(small.data(COPIES));
                Objective objective = estimator.estimate(small.model(), batch, key.fold(r), CLOCK);
                double[] gradient = read(tape.gradients(objective.loss()), parameters);
                for (int i = 0; i < exact.length; i++) {
                    samples[i][r] = gradient[i];
                }
            }
        }
        Comparison comparison = Comparison.of(exact.length);
        boolean powerful = false;
        for (int i = 0; i < exact.length; i++) {
            Integral expected = new Integral(exact[i], 1e-8);
            comparison.check("gradient of the loss, component " + i, samples[i], expected);
            double wrong = SMALLEST_ERROR * Math.abs(exact[i]);
            powerful |= wrong > comparison.detectable(samples[i], expected);
        }
        if (!powerful) {
            throw new AssertionError("no power: a gradient a fifth too small would pass");
        }
    }

    private static double[] read(Gradients gradients, List<Parameter> parameters) {
        return parameters.stream()
                .flatMapToDouble(p -> Arrays.stream(gradients.of(p.value()).readDoubles()))
                .toArray();
    }

    /** With one draw the importance-weighted bound is the evidence lower bound, draw by draw. */
    @TestFactory
    final Stream<DynamicTest> oneDrawIsTheEvidenceLowerBound() {
        return settingsOfOneDraw().stream()
                .map(
                        settings ->
                                test(
                                        settings,
                                        "one draw",
                                        key -> {
                                            Estimator one = estimator(settings, key);
                                            Estimator elbo =
                                                    new Elbo(
                                                            1,
                                                            KlMode.MONTE_CARLO,
                                                            Schedule.constant(1));
                                            for (SmallModel model : models(one)) {
                                                assertClose(
                                                        "bound of one draw",
                                                        bound(one, model, key),
                                                        bound(elbo, model, key),
                                                        1e-12);
                                            }
                                        }));
    }

    private static double[] bound(Estimator estimator, SmallModel model, RandomKey key) {
        return estimator
                .estimate(model.model(), new Batch(model.data(COPIES)), key, CLOCK)
                .bound()
                .readDoubles();
    }

    /**
     * The terms sum to the bound on every kind of draw that is accepted, also where training weighs
     * the divergence; the same key gives the same bytes; where the loss is the bound, it is minus its mean, and penalties.
     */
    @TestFactory
    final Stream<DynamicTest> termsSumToTheBound() {
        return each(
                "terms",
                (settings, key) -> {
                    for (GradientKind kind : BY_KIND.keySet()) {
                        if (estimator(settings, key).accepts(kind)) {
                            checkTerms(assemble(kind, settings, 1, key), key, lossIsTheBound());
                            checkTerms(assemble(kind, settings, 0.5, key), key, false);
                        }
                    }
                });
    }

    private void checkTerms(AssembledModel assembled, RandomKey key, boolean lossIsTheBound) {
        Batch batch = new Batch(runtime().uniform(key, Shape.of(6, Assembly.WIDTH)).gt(0.5));
        Objective objective = estimate(assembled, batch, key);
        double[] bound = objective.bound().readDoubles();
        assertTermsSum(objective);
        assertThat(estimate(assembled, batch, key).bound().readDoubles()).isEqualTo(bound);
        assertThat(estimate(assembled, batch, key.split("other")).bound().readDoubles())
                .isNotEqualTo(bound);
        double loss = objective.loss().readScalar();
        assertFinite("loss", new double[] {loss});
        if (lossIsTheBound) {
            double expected = -objective.bound().mean().readScalar();
            for (Objective.Term penalty : objective.penalties()) {
                expected += penalty.value().mean().readScalar();
            }
            assertClose("loss", new double[] {loss}, new double[] {expected}, 1e-10);
        }
    }

    private static Objective estimate(AssembledModel assembled, Batch batch, RandomKey key) {
        return assembled.estimator().estimate(assembled.model(), batch, key, CLOCK);
    }

    /** Asserts that the terms of an objective sum to its bound, datum by datum. */
    static void assertTermsSum(Objective objective) {
        Tensor sum = objective.bound().mul(0);
        for (Objective.Term term : objective.terms()) {
            assertThat(Math.abs(term.sign())).as(term.name()).isEqualTo(1);
            assertThat(term.value().shape()).as(term.name()).isEqualTo(objective.bound().shape());
            sum = sum.add(term.value().mul(term.sign()));
        }
        boolean single = sum.dtype() == DType.FLOAT32;
        assertClose(
                "sum of the terms",
                sum.readDoubles(),
                objective.bound().readDoubles(),
                single ? 1e-5 : 1e-10);
    }

    /** A posterior whose gradient the estimator cannot use is refused by name, before training. */
    @TestFactory
    final Stream<DynamicTest> otherGradientsAreRefused() {
        return each(
                "gradient kinds",
                (settings, key) -> {
                    assertThat(
                                    BY_KIND.keySet().stream()
                                            .anyMatch(estimator(settings, key)::accepts))
                            .as("some kind of gradient is accepted")
                            .isTrue();
                    for (GradientKind kind : BY_KIND.keySet()) {
                        if (!estimator(settings, key).accepts(kind)) {
                            assertThatThrownBy(() -> assemble(kind, settings, 1, key))
                                    .isInstanceOf(IllegalArgumentException.class)
                                    .hasMessageContaining(kind.label());
                        }
                    }
                });
    }

    private AssembledModel assemble(
            GradientKind kind, String settings, double klWeight, RandomKey key) {
        Part posterior = BY_KIND.getOrDefault(kind, List.of()).get(0);
        Part prior = BY_KIND.getOrDefault(kind, List.of()).get(1);
        PosteriorFactory<?> family = plugins().posteriors().get(posterior.name());
        PriorFactory<?> before = plugins().priors().get(prior.name());
        LikelihoodFactory<?> bernoulli = plugins().likelihoods().get("bernoulli");
        ModelBlueprint blueprint =
                new ModelBlueprint(
                        new Chosen<>("plain", new PlainVariant(), new PlainVariant.Settings()),
                        Optional.of(
                                new Chosen<>(
                                        posterior.name(),
                                        family,
                                        read(family.settingsType(), posterior.settings()))),
                        Optional.of(
                                new Chosen<>(
                                        prior.name(),
                                        before,
                                        read(before.settingsType(), prior.settings()))),
                        Optional.of(
                                new Chosen<>(part(), factory(), read(settingsType(), settings))),
                        new Chosen<>("bernoulli", bernoulli, read(bernoulli.settingsType(), "{}")),
                        new NetworkSettings(null, List.of(5), null, null, null),
                        Schedule.constant(klWeight));
        return Assembly.assemble(
                blueprint, runtime(), plugins(), Assembly.WIDTH, ValueDomain.BINARY, key);
    }
}
