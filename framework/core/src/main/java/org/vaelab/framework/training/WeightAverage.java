// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.training;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.vaelab.framework.component.Parameter;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.Updates;
import org.vaelab.framework.tensor.spi.MomentumStep;
import org.vaelab.framework.tensor.spi.Update;

/**
 * The exponential moving average of weights over the steps of a phase (Polyak and Juditsky 1992),
 * with the correction of its start of Kingma and Ba (2015, section 7.2):
 *
 * <pre>
 *   a_t = (1 - d) / (1 - d^t) sum_s d^(t - s) w_s
 *       = a_(t-1) + (1 - d) / (1 - d^t) (w_t - a_(t-1))
 * </pre>
 *
 * <p>Training follows the weights. The average takes their place for validation, and when training
 * ends or pauses; the checkpoint then keeps the weights in the place of the average. State that no
 * gradient moves is not averaged. Without a decay all of this does nothing.
 */
final class WeightAverage {

    private static final String IN_PLACE = "averageInPlace";
    private static final String NAME = "average";

    private final double decay;
    private final List<Parameter> weights;
    private final List<Parameter> averages = new ArrayList<>();
    private boolean inPlace;

    /**
     * Prepares an average of no weights yet.
     *
     * @param settings with the decay d, if there is one
     */
    WeightAverage(TrainingSettings settings, List<Parameter> weights) {
        this.decay = settings.emaDecay() == null ? Double.NaN : settings.emaDecay();
        this.weights = settings.emaDecay() == null ? List.of() : List.copyOf(weights);
        for (Parameter weight : this.weights) {
            averages.add(Parameter.state(weight.name(), weight.value()).within(NAME));
        }
    }

    /** Returns the averages, for checkpoints. */
    List<Parameter> state() {
        return averages;
    }

    /**
     * Follows the weights after a step.
     *
     * @param number of steps followed before
     */
    void follow(long number) {
        if (weights.isEmpty()) {
            return;
        }
        if (number == 0) {
            for (int i = 0; i < weights.size(); i++) {
                averages.get(i).assign(weights.get(i).value());
            }
            return;
        }
        List<Update<Tensor>> updates = new ArrayList<>();
        for (int i = 0; i < weights.size(); i++) {
            Tensor average = averages.get(i).value();
            updates.add(new Update<>(average, average.sub(weights.get(i).value()), List.of()));
        }
        double share = (1 - decay) / -Math.expm1((number + 1) * Math.log(decay));
        Updates.step(updates, 1, new MomentumStep(share, 0, false));
    }

    /** Returns what a supplier finds with the average in the place of the weights. */
    <T> T with(Supplier<T> found) {
        swap();
        try {
            return found.get();
        } finally {
            swap();
        }
    }

    /** Puts the average in the place of the weights. */
    void takePlace() {
        if (!inPlace) {
            swap();
            inPlace = true;
        }
    }

    private void swap() {
        for (int i = 0; i < weights.size(); i++) {
            TensorRuntime runtime = weights.get(i).value().runtime();
            Tensor kept = runtime.keep(weights.get(i).value(), false);
            weights.get(i).assign(averages.get(i).value());
            averages.get(i).assign(kept);
            runtime.release(kept);
        }
    }

    void save(Map<String, String> facts) {
        if (inPlace && !weights.isEmpty()) {
            facts.put(IN_PLACE, "true");
        }
    }

    /** Puts the weights back in their place, if a checkpoint has the average there. */
    void resume(Checkpoint checkpoint) {
        inPlace = false;
        if (checkpoint.facts().containsKey(IN_PLACE)) {
            swap();
        }
    }
}
