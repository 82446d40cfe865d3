// SPDX-License-Identifier: Apache-2.0
package org.vaelab.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.vaelab.framework.component.Component;
import org.vaelab.framework.component.Parameter;
import org.vaelab.framework.component.Phase;
import org.vaelab.framework.component.Schedule;
import org.vaelab.framework.component.StateUpdate;
import org.vaelab.framework.component.TrainingProgress;
import org.vaelab.framework.estimator.Estimator;
import org.vaelab.framework.estimator.EstimatorPart;
import org.vaelab.framework.estimator.KlWeight;
import org.vaelab.framework.estimator.Objective;
import org.vaelab.framework.estimator.Step;
import org.vaelab.framework.latent.Euclidean;
import org.vaelab.framework.model.Batch;
import org.vaelab.framework.model.GenerativeModel;
import org.vaelab.framework.model.GenerativeModel.TractableModel;
import org.vaelab.framework.model.Inference;
import org.vaelab.framework.model.JointPosterior;
import org.vaelab.framework.model.LatentVariableModel;
import org.vaelab.framework.posterior.GradientKind;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.autodiff.GradientTape;
import org.vaelab.framework.tensor.shape.Shape;
import org.vaelab.testkit.space.Integral;

/**
 * What an estimator promises that moves the generative model alone, whatever finds the latent
 * values: by a gradient, or by updates of its own. With the exact posterior it must raise log p(x).
 *
 * <pre>{@code
 * final class JointDensityContractTest extends GenerativeEstimatorContract {
 *     JointDensityContractTest() {
 *         super("joint", "{samples: 2}");
 *     }
 *
 *     @Override
 *     protected boolean followsGradient() {
 *         return true;
 *     }
 * }
 * }</pre>
 */
public abstract non-sealed class GenerativeEstimatorContract extends PartContract {

    private static final TrainingProgress CLOCK = new TrainingProgress(0, 100);
    private static final int REPETITIONS = 400;
    private static final int EPOCHS = 30;
    private static final double NEAR = 0.01;

    /**
     * Creates the contract of a registered estimator.
     *
     * @param settings as in a config, see {@link ConfiguredPart}; none are the defaults
     */
    protected GenerativeEstimatorContract(String name, String... settings) {
        super(EstimatorPart.class, name, settings);
    }

    /** Returns whether the optimiser moves the model; else updates of the step do. */
    protected abstract boolean followsGradient();

    /** Returns the number of batches of which an epoch may consist. */
    protected int batches() {
        return 1;
    }

    private Estimator estimator(String settings, RandomKey key) {
        return estimator(settings, key, Schedule.constant(1));
    }

    private Estimator estimator(String settings, RandomKey key, Schedule klWeight) {
        return estimator(made(EstimatorPart.class, settings), key, klWeight);
    }

    private Estimator estimator(EstimatorPart part, RandomKey key, Schedule klWeight) {
        return part.create(
                Assembly.ofEstimator(runtime(), key.split("part"), new Euclidean(1), klWeight));
    }

    @Override
    final boolean hasFingerprint() {
        return true;
    }

    @Override
    final Optional<Fingerprint> fingerprint(Object part, RandomKey key) {
        LinearEvidence p = new LinearEvidence(runtime());
        Fingerprint print = new Fingerprint(runtime());
        Estimator estimator = estimator((EstimatorPart) part, key, Schedule.constant(1));
        print.addParameters(estimator.parameters());
        SettingsOfTraining.add(
                print,
                runtime(),
                Component.joined(p, estimator),
                clock ->
                        estimator.estimate(
                                new Step(
                                        exact(p),
                                        batch((int) (clock.step() % batches()), batches()),
                                        key.fold(clock.step()),
                                        clock)));
        return Optional.of(print);
    }

    private LatentVariableModel exact(LinearEvidence p) {
        return new LatentVariableModel(p, new Known(), plugins().divergences());
    }

    /** Rows of a table of as many data as training has. */
    private Batch batch(int place, int batches) {
        int size = SmallData.SIZE / batches;
        int[] rows = new int[size];
        Arrays.setAll(rows, i -> place * size + i);
        Tensor all =
                runtime()
                        .uniform(RandomKey.of(0), Shape.of(SmallData.SIZE, Assembly.WIDTH))
                        .gt(0.4);
        Tensor x = all.slice(0, place * size, (place + 1) * size);
        return new Batch(x, Map.of(), rows);
    }

    /**
     * The same key gives the same bytes, the terms sum to the bound, and nothing moves by trying.
     */
    @Check("tried")
    final void whatIsOnlyTriedChangesNothing(String settings, RandomKey key) {
        LinearEvidence p = new LinearEvidence(runtime());
        move(runtime(), p.parameters(), key);
        Estimator estimator = estimator(settings, key);
        List<double[]> before = values(p.parameters());
        Objective objective = estimator.estimate(new Step(exact(p), batch(0, 1), key, CLOCK));
        EstimatorContract.assertTermsSum(objective);
        double[] bound = objective.bound().readDoubles();
        assertFinite("bound", bound);
        assertFinite("loss", new double[] {objective.loss().readScalar()});
        Objective again = estimator.estimate(new Step(exact(p), batch(0, 1), key, CLOCK));
        assertThat(again.bound().readDoubles()).isEqualTo(bound);
        assertThat(values(p.parameters()))
                .usingElementComparator(Arrays::compare)
                .isEqualTo(before);
        assertThat(estimator.needsDensity(KlWeight.ONE)).as("needs log q").isFalse();
        for (GradientKind kind : GradientKind.values()) {
            assertThat(estimator.accepts(kind)).as(kind.label()).isTrue();
        }
    }

    /**
     * By a gradient: that of log p(x), in the mean. By updates: log p(x) does not fall, and rises.
     */
    @Check("evidence")
    final void theEvidenceRises(String settings, RandomKey key) {
        LinearEvidence p = new LinearEvidence(runtime());
        if (followsGradient()) {
            checkGradient(estimator(settings, key), p, key);
        } else {
            checkUpdates(estimator(settings, key), p, key);
        }
    }

    private void checkGradient(Estimator estimator, LinearEvidence p, RandomKey key) {
        Batch batch = batch(0, 1);
        List<Parameter> learned =
                p.parameters().stream()
                        .filter(own -> own.role() == Parameter.Role.LEARNED)
                        .toList();
        double[] exact;
        try (GradientTape tape = GradientTape.record(runtime())) {
            exact = TriedEstimator.read(tape.gradients(p.bound(batch).mean().neg()), learned);
        }
        double[][] samples = new double[exact.length][REPETITIONS];
        for (int r = 0; r < REPETITIONS; r++) {
            try (GradientTape tape = GradientTape.record(runtime())) {
                Objective objective =
                        estimator.estimate(new Step(exact(p), batch, key.fold(r), CLOCK));
                assertThat(objective.updates()).isEmpty();
                double[] gradient = TriedEstimator.read(tape.gradients(objective.loss()), learned);
                for (int i = 0; i < exact.length; i++) {
                    samples[i][r] = gradient[i];
                }
            }
        }
        Comparison comparison = Comparison.of(exact.length);
        for (int i = 0; i < exact.length; i++) {
            comparison.check(
                    "gradient of the loss in "
                            + (i == 0 ? "the mean of the prior" : "b_" + (i - 1)),
                    samples[i],
                    new Integral(exact[i], 1e-8));
        }
    }

    private void checkUpdates(Estimator estimator, LinearEvidence p, RandomKey key) {
        double first = evidence(p);
        double last = first;
        long step = 0;
        for (int epoch = 0; epoch < EPOCHS; epoch++) {
            for (int place = 0; place < batches(); place++) {
                TrainingProgress clock = new TrainingProgress(step, (long) EPOCHS * batches());
                Objective objective =
                        estimator.estimate(
                                new Step(exact(p), batch(place, batches()), key.fold(step), clock));
                for (StateUpdate update : objective.updates()) {
                    update.make(clock);
                }
                step++;
            }
            if (batches() == 1) {
                assertThat(evidence(p))
                        .as("log p(x) after the maximisation %d", epoch)
                        .isGreaterThanOrEqualTo(last - 1e-12 * Math.abs(last));
            }
            last = evidence(p);
        }
        p.offset().assign(batch(0, 1).x().mean(0));
        double best = evidence(p);
        assertThat(last).as("log p(x)").isGreaterThan(first).isCloseTo(best, within(NEAR));
        assertThat(best - first).as("what there is to gain").isGreaterThan(10 * NEAR);
    }

    private double evidence(LinearEvidence p) {
        return p.bound(batch(0, 1)).mean().readScalar();
    }

    /**
     * A bound without noise is one of each example: of a batch it is that of its rows among all,
     * and what belongs to the parameters is shared by all training data.
     */
    @Check("batches")
    final void theBoundOfAnExampleIsThatOfAnyBatch(String settings, RandomKey key) {
        LinearEvidence p = new LinearEvidence(runtime());
        move(runtime(), p.parameters(), key);
        double[] all = bound(settings, p, batch(0, 1), key);
        if (!Arrays.equals(all, bound(settings, p, batch(0, 1), key.split("other")))) {
            return;
        }
        Batch first = batch(0, batches());
        assertClose(
                "bound of the examples in a batch of %s, and where the batch is all %s"
                        .formatted(first.size(), SmallData.SIZE),
                bound(settings, p, first, key),
                Arrays.copyOf(all, first.size()),
                1e-9);
    }

    private double[] bound(String settings, LinearEvidence p, Batch batch, RandomKey key) {
        return estimator(settings, key)
                .estimate(new Step(exact(p), batch, key, CLOCK))
                .bound()
                .readDoubles();
    }

    /** Its objective has no KL, so a weight of the KL would be ignored. */
    @Check("weight of the KL")
    final void aWeightOfTheKlIsRefused(String settings, RandomKey key) {
        assertThatThrownBy(() -> estimator(settings, key, Schedule.constant(0.5)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("estimator " + part())
                .hasMessageContaining("klWeight");
    }

    /** A model that the estimator cannot move, or whose inference it would leave untrained. */
    @Check("other models")
    final void otherModelsAreRefusedByName(String settings, RandomKey key) {
        LatentVariableModel amortized =
                SmallModel.normal(runtime(), plugins().divergences()).model();
        Batch batch = Batch.of(runtime().zeros(Shape.of(3, amortized.shape().size())));
        assertThatThrownBy(
                        () ->
                                estimator(settings, key)
                                        .estimate(new Step(amortized, batch, key, CLOCK)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("estimator " + part());
    }

    /** The posterior that the model knows. */
    private static final class Known implements Inference {

        @Override
        public JointPosterior infer(GenerativeModel p, Batch batch, RandomKey key, Phase phase) {
            return ((TractableModel) p).posterior(batch);
        }

        @Override
        public String name() {
            return "known";
        }

        @Override
        public List<Parameter> parameters() {
            return List.of();
        }
    }
}
