// SPDX-License-Identifier: Apache-2.0
package org.vaelab.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.vaelab.framework.component.Parameter;
import org.vaelab.framework.component.Phase;
import org.vaelab.framework.estimator.Elbo;
import org.vaelab.framework.estimator.Estimator;
import org.vaelab.framework.estimator.KlMode;
import org.vaelab.framework.estimator.Objective;
import org.vaelab.framework.model.Batch;
import org.vaelab.framework.plugin.AssembledModel;
import org.vaelab.framework.posterior.GradientKind;
import org.vaelab.framework.posterior.Posterior;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.autodiff.GradientTape;
import org.vaelab.framework.tensor.autodiff.Gradients;
import org.vaelab.framework.tensor.shape.DType;
import org.vaelab.framework.tensor.shape.Shape;

/**
 * The contract of every estimator. The subclass gives the number of draws of its
 * importance-weighted bound; 1 is the evidence lower bound, however many draws it is averaged over.
 *
 * <pre>{@code
 * final class ImportanceWeightedContractTest extends EstimatorContract {
 *     ImportanceWeightedContractTest() {
 *         super("iwae", 2, "{samples: 2}");
 *     }
 * }
 * }</pre>
 *
 * <p>Bound and gradient are compared with their exact expectations on a model of one number z,
 * where the estimator takes pathwise draws, and of one variable of three categories, where it takes
 * the score function. Of more than three draws of the former the expectation is a mean over
 * many sets of draws. Parameters of the estimator itself are moved away from their start first, because the gradient of the bound must be
 * unbiased everywhere.
 */
public abstract non-sealed class EstimatorContract extends EstimatorBoundContract {

    private static final int STEPS = 3;

    /**
     * Creates the contract of a registered estimator.
     *
     * @param draws K of its bound {@code E[log 1/K sum_k w_k]}, or of another, see {@link #bound}
     * @param settings with which it has that bound, see {@link ConfiguredPart}; none are the
     *     defaults
     */
    protected EstimatorContract(String name, int draws, String... settings) {
        super(name, draws, settings);
    }

    /**
     * The loss has no gradient in parameters of the estimator itself, and the objective of these
     * has a gradient in nothing else. The updates of a step change state, which stays finite.
     */
    @Check("own parameters")
    final void ownParametersFollowAnObjectiveOfTheirOwn(String settings, RandomKey key) {
        for (TriedEstimator tried : tried(settings, key, ONE)) {
            checkOwn(tried, key);
        }
    }

    private void checkOwn(TriedEstimator tried, RandomKey key) {
        List<Parameter> own =
                tried.estimator().parameters().stream()
                        .filter(parameter -> parameter.role() == Parameter.Role.LEARNED)
                        .toList();
        assertApart(runtime(), own, tried.small().model().parameters(), () -> tried.estimate(key));
        List<double[]> learned = values(own);
        tried.estimate(key).updates().forEach(update -> update.make(CLOCK));
        assertThat(values(own))
                .as("learned parameters after updates of state")
                .usingElementComparator(Arrays::compare)
                .isEqualTo(learned);
        values(tried.estimator().parameters()).forEach(v -> assertFinite("state", v));
    }

    /** What an estimator has learned and kept goes on from a checkpoint: the next loss is equal. */
    @Check("checkpoint")
    final void stateGoesThroughACheckpoint(String settings, RandomKey key) throws IOException {
        List<TriedEstimator> before = tried(settings, key, ONE);
        List<TriedEstimator> after = tried(settings, key, ONE);
        for (int i = 0; i < before.size(); i++) {
            TriedEstimator written = before.get(i);
            TriedEstimator read = after.get(i);
            for (int step = 0; step < STEPS; step++) {
                RandomKey drawn = key.fold(step);
                written.estimate(drawn).updates().forEach(update -> update.make(CLOCK));
            }
            CheckpointTrip.copy(written.estimator().parameters(), read.estimator().parameters());
            assertThat(next(read, key))
                    .as(
                            "loss, bound and own objective after %s steps and a checkpoint; is all"
                                    + " state in parameters()?",
                            STEPS)
                    .isEqualTo(next(written, key));
        }
    }

    private static List<Double> next(TriedEstimator tried, RandomKey key) {
        Objective objective = tried.estimate(key.split("next"));
        List<Double> next = new ArrayList<>();
        next.add(objective.loss().readScalar());
        next.add(objective.bound().mean().readScalar());
        objective.own().ifPresent(own -> next.add(own.readScalar()));
        return next;
    }

    /**
     * The loss has no gradient in parameters that are not the model's, and their objective has none
     * in the model.
     */
    static void assertApart(
            TensorRuntime runtime,
            List<Parameter> own,
            List<Parameter> others,
            Supplier<Objective> objective) {
        try (GradientTape tape = GradientTape.record(runtime)) {
            Gradients ofTheLoss = tape.gradients(objective.get().loss());
            assertThat(TriedEstimator.read(ofTheLoss, own))
                    .as("gradient of the loss")
                    .isEqualTo(zeros(own));
        }
        try (GradientTape tape = GradientTape.record(runtime)) {
            Optional<Tensor> minimised = objective.get().own();
            assertThat(minimised.isPresent()).as("has an own objective").isEqualTo(!own.isEmpty());
            if (minimised.isPresent()) {
                Gradients gradients = tape.gradients(minimised.get());
                assertThat(TriedEstimator.read(gradients, others))
                        .as("gradient of the own objective in the model")
                        .isEqualTo(zeros(others));
                assertFinite("gradient of the own objective", TriedEstimator.read(gradients, own));
                assertThat(TriedEstimator.read(gradients, own))
                        .as("own gradient")
                        .isNotEqualTo(zeros(own));
            }
        }
    }

    private static double[] zeros(List<Parameter> parameters) {
        return new double[parameters.stream().mapToInt(p -> p.value().shape().size()).sum()];
    }

    /** The importance-weighted bound of one draw is the evidence lower bound, draw by draw. */
    @Check("one draw")
    final void oneDrawIsTheEvidenceLowerBound(RandomKey key) {
        Estimator elbo = new Elbo(1, KlMode.MONTE_CARLO);
        for (String settings : settingsOfOneDraw().stream().toList()) {
            for (TriedEstimator one : tried(settings, key, ONE)) {
                assertClose(
                        "bound of one draw with " + settings,
                        bound(one, key),
                        bound(withEstimator(one, elbo), key),
                        1e-12);
            }
        }
    }

    private static TriedEstimator withEstimator(TriedEstimator tried, Estimator other) {
        return new TriedEstimator(
                tried.small(), tried.kind(), other, tried.klWeight(), tried.clock());
    }

    /**
     * The terms sum to the bound on every accepted kind of draw, also if training weighs the KL.
     * The same key gives the same bytes, and an estimate changes no state. A loss that is the bound
     * is minus its mean, plus penalties.
     */
    @Check("terms")
    final void termsSumToTheBound(String settings, RandomKey key) {
        for (ConfiguredPart posterior : posteriors()) {
            Posterior q = inTraining(posterior);
            if (accepts(settings, q.gradient()) && takes(settings, q, key)) {
                checkTerms(posterior, settings, 1, q.gradient(), key);
                if (takesKlWeight()) {
                    checkTerms(posterior, settings, 0.5, q.gradient(), key);
                } else {
                    assertThatThrownBy(() -> assemble(posterior, settings, 0.5, key))
                            .isInstanceOf(IllegalArgumentException.class)
                            .hasMessageContaining("klWeight");
                }
            }
        }
    }

    private void checkTerms(
            ConfiguredPart posterior,
            String settings,
            double klWeight,
            GradientKind kind,
            RandomKey key) {
        try {
            checkTerms(
                    assemble(posterior, settings, klWeight, key),
                    key,
                    klWeight == 1 && lossIsTheBound());
        } catch (RuntimeException | AssertionError e) {
            throw new AssertionError(
                    "for '%s' draws of %s, which accepts() takes: %s"
                            .formatted(kind.label(), posterior, e.getMessage()),
                    e);
        }
    }

    private void checkTerms(AssembledModel assembled, RandomKey key, boolean lossIsTheBound) {
        Batch batch = Batch.of(runtime().uniform(key, Shape.of(6, Assembly.WIDTH)).gt(0.5));
        List<Parameter> parameters = new ArrayList<>(assembled.model().parameters());
        parameters.addAll(assembled.estimatorParameters());
        List<double[]> before = values(parameters);
        Objective objective = estimate(assembled, batch, key);
        double[] bound = objective.bound().readDoubles();
        assertTermsSum(objective);
        assertThat(estimate(assembled, batch, key).bound().readDoubles()).isEqualTo(bound);
        if (!isExact() && !isOfPointMass(assembled, batch, key)) {
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

    /**
     * A posterior whose gradient or density the estimator cannot use is refused by name, before
     * training; an estimator that is made for some spaces alone may name the space instead.
     */
    @Check("gradient kinds")
    final void otherGradientsAreRefused(String settings, RandomKey key) {
        assertThat(
                        posteriors().stream()
                                .map(part -> inTraining(part).gradient())
                                .anyMatch(kind -> accepts(settings, kind)))
                .as("some kind of gradient is accepted")
                .isTrue();
        for (ConfiguredPart posterior : posteriors()) {
            Posterior q = inTraining(posterior);
            boolean accepted = accepts(settings, q.gradient());
            if (!accepted || !takes(settings, q, key)) {
                assertThatThrownBy(() -> assemble(posterior, settings, 1, key))
                        .isInstanceOf(IllegalArgumentException.class)
                        .message()
                        .containsAnyOf(
                                accepted ? refused(q) : q.gradient().label(),
                                family(posterior).space().toString());
            }
        }
    }

    private static String refused(Posterior q) {
        return q.isPointMass() ? "point mass" : "relaxation";
    }
}
