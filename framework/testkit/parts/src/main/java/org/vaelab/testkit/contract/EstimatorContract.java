// SPDX-License-Identifier: Apache-2.0
package org.vaelab.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.vaelab.framework.component.Parameter;
import org.vaelab.framework.component.Phase;
import org.vaelab.framework.component.Schedule;
import org.vaelab.framework.component.TrainingProgress;
import org.vaelab.framework.data.ValueDomain;
import org.vaelab.framework.estimator.Elbo;
import org.vaelab.framework.estimator.Estimator;
import org.vaelab.framework.estimator.KlMode;
import org.vaelab.framework.estimator.Objective;
import org.vaelab.framework.model.Batch;
import org.vaelab.framework.plugin.AssembledModel;
import org.vaelab.framework.plugin.ConfiguredPart;
import org.vaelab.framework.plugin.EstimatorFactory;
import org.vaelab.framework.plugin.ModelBlueprint;
import org.vaelab.framework.plugin.PosteriorFactory;
import org.vaelab.framework.posterior.GradientKind;
import org.vaelab.framework.posterior.PosteriorFamily;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.tensor.DType;
import org.vaelab.framework.tensor.Shape;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorScope;
import org.vaelab.framework.tensor.autodiff.GradientTape;
import org.vaelab.framework.tensor.autodiff.Gradients;
import org.vaelab.testkit.space.Integral;

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

    private static final TrainingProgress CLOCK = new TrainingProgress(0, 100);
    private static final int COPIES = 64;
    private static final int REPETITIONS = 200;
    private static final double SMALLEST_ERROR = 0.2;

    /** A posterior for each kind of gradient, all of the testkit's own, and a point mass. */
    static final List<Part> POSTERIORS =
            List.of(
                    Part.of("toy-normal", "{latent: 2}"),
                    Part.of("toy-logistic", "{latent: 2}"),
                    Part.of("toy-categorical", "{variables: 2, categories: 3, draw: 'relaxed'}"),
                    Part.of(
                            "toy-categorical",
                            "{variables: 2, categories: 3, draw: 'straight-through'}"),
                    Part.of("toy-categorical", "{variables: 2, categories: 3}"),
                    Part.of("toy-code", "{variables: 2, codes: 3}"),
                    Part.of("toy-code", "{variables: 2, codes: 3, straightThrough: false}"));

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
        return make(factory(), settings, Assembly.ofEstimator(runtime(), key.split("part")));
    }

    private List<SmallModel> models(Estimator estimator) {
        List<SmallModel> models = new ArrayList<>();
        if (estimator.accepts(GradientKind.PATHWISE)) {
            models.add(SmallModel.normal(runtime(), plugins().divergences()));
        }
        if (estimator.accepts(GradientKind.SCORE_FUNCTION)) {
            models.add(SmallModel.categorical(runtime(), plugins().divergences()));
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
                                                    model.data(COPIES),
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
                Batch batch = small.data(COPIES);
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
                .estimate(model.model(), model.data(COPIES), key, CLOCK)
                .bound()
                .readDoubles();
    }

    /**
     * The terms sum to the bound on every kind of draw that is accepted, also where training weighs
     * the KL; the same key gives the same bytes, and an estimate changes no state; where the loss is
     * the bound, it is minus its mean, and penalties.
     */
    @TestFactory
    final Stream<DynamicTest> termsSumToTheBound() {
        return each(
                "terms",
                (settings, key) -> {
                    for (Part posterior : POSTERIORS) {
                        if (estimator(settings, key).accepts(kind(posterior))) {
                            checkTerms(
                                    assemble(posterior, settings, 1, key), key, lossIsTheBound());
                            checkTerms(assemble(posterior, settings, 0.5, key), key, false);
                        }
                    }
                });
    }

    private void checkTerms(AssembledModel assembled, RandomKey key, boolean lossIsTheBound) {
        Batch batch = Batch.of(runtime().uniform(key, Shape.of(6, Assembly.WIDTH)).gt(0.5));
        List<Parameter> parameters = new ArrayList<>(assembled.model().parameters());
        parameters.addAll(assembled.estimator().parameters());
        List<double[]> before = values(parameters);
        Objective objective = estimate(assembled, batch, key);
        double[] bound = objective.bound().readDoubles();
        assertTermsSum(objective);
        assertThat(estimate(assembled, batch, key).bound().readDoubles()).isEqualTo(bound);
        if (!isOfPointMass(assembled, batch, key)) {
            assertThat(estimate(assembled, batch, key.split("other")).bound().readDoubles())
                    .isNotEqualTo(bound);
        }
        assertThat(values(parameters))
                .as("parameters after estimates")
                .usingElementComparator(Arrays::compare)
                .isEqualTo(before);
        assertFinite("klWeight", new double[] {objective.klWeight().getAsDouble()});
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

    private static boolean isOfPointMass(AssembledModel assembled, Batch batch, RandomKey key) {
        return assembled
                .model()
                .infer(batch, key, Phase.training(CLOCK))
                .draw(key, 1)
                .isPointMass();
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
                                    POSTERIORS.stream()
                                            .map(this::kind)
                                            .anyMatch(estimator(settings, key)::accepts))
                            .as("some kind of gradient is accepted")
                            .isTrue();
                    for (Part posterior : POSTERIORS) {
                        GradientKind kind = kind(posterior);
                        if (!estimator(settings, key).accepts(kind)) {
                            assertThatThrownBy(() -> assemble(posterior, settings, 1, key))
                                    .isInstanceOf(IllegalArgumentException.class)
                                    .hasMessageContaining(kind.label());
                        }
                    }
                });
    }

    /** Returns how a posterior passes gradients in training. */
    private GradientKind kind(Part posterior) {
        PosteriorFamily family =
                make(
                        plugins().posteriors().get(posterior.name()),
                        posterior.settings(),
                        Assembly.context(runtime(), RandomKey.of(0)));
        Tensor head = runtime().zeros(Shape.of(1, family.head().width()));
        return family.of(head, Phase.training(CLOCK)).gradient();
    }

    private AssembledModel assemble(
            Part posterior, String settings, double klWeight, RandomKey key) {
        PosteriorFactory<?> family = plugins().posteriors().get(posterior.name());
        ModelBlueprint blueprint =
                Assembly.toy(5)
                        .withPosterior(
                                new ConfiguredPart<>(
                                        posterior.name(),
                                        family,
                                        read(family.settingsType(), posterior.settings())))
                        .withEstimator(
                                new ConfiguredPart<>(
                                        part(), factory(), read(settingsType(), settings)))
                        .trainedBy(Schedule.constant(klWeight), false);
        return Assembly.assemble(
                blueprint, runtime(), plugins(), Assembly.WIDTH, ValueDomain.BINARY, key);
    }
}
