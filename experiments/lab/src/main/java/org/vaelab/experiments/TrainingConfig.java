// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import org.vaelab.framework.training.TrainingSettings;

/** Settings of the training. */
public final class TrainingConfig extends ConfigSection<TrainingConfig> {

    TrainingConfig(ObjectNode tree) {
        super(tree, TrainingConfig::new);
    }

    /** Returns this with a number of training steps, at least 1. */
    public TrainingConfig steps(long steps) {
        return set("steps", steps);
    }

    /** Returns this with a number of passes over the training examples instead of steps. */
    public TrainingConfig epochs(double epochs) {
        return set("epochs", epochs);
    }

    /** Returns this with a number of training examples per step, at least 1. */
    public TrainingConfig batch(int examples) {
        return set("batch", examples);
    }

    /** Returns this with the optimiser Adam at a learning rate. */
    public TrainingConfig adam(double learningRate) {
        return set("optimizer", Map.of("type", "adam", "learningRate", learningRate));
    }

    /** Returns this with a number of steps over which the weight of the KL rises from 0 to 1. */
    public TrainingConfig warmup(long steps) {
        return set("warmup", steps);
    }

    /** Returns this with a largest norm of the whole gradient, above 0. */
    public TrainingConfig clip(double norm) {
        return set("clip", norm);
    }

    /**
     * Returns this with early stopping on validation data.
     *
     * @param every steps between validations, at least 1
     * @param patience validations without improvement before training stops, at least 1
     */
    public TrainingConfig earlyStopping(long every, int patience) {
        return set("earlyStopping", new TrainingSettings.EarlyStopping(every, patience));
    }
}
