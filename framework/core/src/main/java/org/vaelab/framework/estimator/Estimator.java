// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.estimator;

import java.util.Optional;
import org.vaelab.framework.component.Component;
import org.vaelab.framework.component.TrainingProgress;
import org.vaelab.framework.model.Batch;
import org.vaelab.framework.model.LatentVariableModel;
import org.vaelab.framework.posterior.GradientKind;
import org.vaelab.framework.random.RandomKey;

/**
 * Estimates a bound of log p(x) such that the gradient of its loss can be followed.
 *
 * <p>An estimator may learn parameters of its own, such as a baseline or a control variate. They are no
 * part of the model, and no gradient of the bound is theirs: they follow {@link Objective#own}.
 */
public interface Estimator extends Component {

    /**
     * Estimates the bound on a batch, as a function that a tape can differentiate.
     *
     * @param key the same key gives the same draws
     */
    Objective estimate(
            LatentVariableModel model, Batch batch, RandomKey key, TrainingProgress clock);

    /** Returns whether the loss has a useful gradient for posteriors of a kind. */
    boolean accepts(GradientKind kind);

    /**
     * Returns why training cannot take batches of a size, with a remedy; by default it can. It is asked before
     * training begins.
     */
    default Optional<String> obstacle(int batch) {
        return Optional.empty();
    }

    /**
     * Returns why this estimator cannot train a model, with a remedy; by default it can. It is asked
     * before training begins.
     */
    default Optional<String> obstacle(LatentVariableModel model) {
        return Optional.empty();
    }

    /**
     * Returns whether the bound needs log q: by default it does. Draws of which no density is
     * known, as of a Markov chain, are rejected by such an estimator before training begins.
     */
    default boolean needsDensity() {
        return true;
    }

    /**
     * Returns what the posteriors maximise, for an inference that finds them by gradient ascent. By
     * default empty: such an inference cannot maximise this estimator's bound, and is rejected before
     * training.
     */
    default Optional<RegularizedBound> posteriorObjective() {
        return Optional.empty();
    }
}
