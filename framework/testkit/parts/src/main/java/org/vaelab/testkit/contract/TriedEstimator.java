// SPDX-License-Identifier: Apache-2.0
package org.vaelab.testkit.contract;

import java.util.Arrays;
import java.util.List;
import org.vaelab.framework.component.Parameter;
import org.vaelab.framework.component.TrainingProgress;
import org.vaelab.framework.estimator.Estimator;
import org.vaelab.framework.estimator.KlWeight;
import org.vaelab.framework.estimator.Objective;
import org.vaelab.framework.estimator.Step;
import org.vaelab.framework.posterior.GradientKind;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.TensorScope;
import org.vaelab.framework.tensor.autodiff.GradientTape;
import org.vaelab.framework.tensor.autodiff.Gradients;

/**
 * A small model, and an estimator of its bound.
 *
 * @param kind of gradient that the draws pass
 */
record TriedEstimator(
        SmallModel small,
        GradientKind kind,
        Estimator estimator,
        KlWeight klWeight,
        TrainingProgress clock) {

    static final int COPIES = 64;

    /** Returns whether the values are discrete, so that they jump where a parameter moves. */
    boolean isDiscrete() {
        return kind == GradientKind.SCORE_FUNCTION || kind == GradientKind.STRAIGHT_THROUGH;
    }

    /** Returns the draws, for messages. */
    String draws() {
        return "for '" + kind.label() + "' draws, which accepts() takes: ";
    }

    private TensorRuntime runtime() {
        return small.model().runtime();
    }

    Objective estimate(RandomKey key) {
        return estimate(key, COPIES);
    }

    Objective estimate(RandomKey key, int copies) {
        return estimator.estimate(
                new Step(small.model(), small.data(copies), key, clock, klWeight));
    }

    /** Returns the loss of as many copies of the datum. */
    double loss(RandomKey key, int copies) {
        try (TensorScope scope = runtime().scope()) {
            return estimate(key, copies).loss().readScalar();
        }
    }

    /** Returns the mean of the bound of as many copies of the datum. */
    double meanBound(RandomKey key, int copies) {
        try (TensorScope scope = runtime().scope()) {
            return estimate(key, copies).bound().mean().readScalar();
        }
    }

    /** Returns the gradient of the loss of as many copies of the datum. */
    double[] gradient(RandomKey key, int copies, List<Parameter> parameters) {
        try (TensorScope scope = runtime().scope();
                GradientTape tape = GradientTape.record(runtime())) {
            return read(tape.gradients(estimate(key, copies).loss()), parameters);
        }
    }

    static double[] read(Gradients gradients, List<Parameter> parameters) {
        return parameters.stream()
                .flatMapToDouble(p -> Arrays.stream(gradients.of(p.value()).readDoubles()))
                .toArray();
    }
}
