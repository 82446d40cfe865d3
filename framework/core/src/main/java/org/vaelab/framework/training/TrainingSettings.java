// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.training;

import org.jspecify.annotations.Nullable;
import org.vaelab.framework.component.Schedule;

/**
 * The section {@code training} of a config.
 *
 * @param steps the number of steps, default 5000
 * @param batch examples per step, default 100
 * @param optimizer default Adam
 * @param warmup steps over which the weight of the KL rises from 0 to 1; default 0
 * @param klWeight the weight of the KL by step, instead of {@code warmup}
 * @param clip largest norm of the whole gradient; absent: no limit
 * @param earlyStopping when to stop before the last step; absent: never
 * @param checkpointEvery steps between checkpoints, default 1000
 * @param historyEvery steps between lines of the history, default 1
 */
public record TrainingSettings(
        Long steps,
        Integer batch,
        OptimizerSettings optimizer,
        Long warmup,
        @Nullable Schedule klWeight,
        @Nullable Double clip,
        @Nullable EarlyStopping earlyStopping,
        Long checkpointEvery,
        Long historyEvery) {

    /**
     * Stops when the bound on validation data has not improved for a while, and goes back to the
     * best parameters.
     *
     * @param every steps between validations, default 500
     * @param patience validations without improvement before the end, default 10
     */
    public record EarlyStopping(Long every, Integer patience) {

        /** Fills in defaults, and checks the values. */
        public EarlyStopping(@Nullable Long every, @Nullable Integer patience) {
            this.every = atLeastOne("every", every == null ? 500 : every);
            this.patience = (int) atLeastOne("patience", patience == null ? 10 : patience);
        }
    }

    /** Fills in defaults, and checks the values. */
    public TrainingSettings(
            @Nullable Long steps,
            @Nullable Integer batch,
            @Nullable OptimizerSettings optimizer,
            @Nullable Long warmup,
            @Nullable Schedule klWeight,
            @Nullable Double clip,
            @Nullable EarlyStopping earlyStopping,
            @Nullable Long checkpointEvery,
            @Nullable Long historyEvery) {
        this.steps = atLeastOne("steps", steps == null ? 5000 : steps);
        this.batch = (int) atLeastOne("batch", batch == null ? 100 : batch);
        this.optimizer = optimizer == null ? OptimizerSettings.defaults() : optimizer;
        this.warmup = warmup == null ? 0 : warmup;
        this.klWeight = klWeight;
        this.clip = clip;
        this.earlyStopping = earlyStopping;
        this.checkpointEvery =
                atLeastOne("checkpointEvery", checkpointEvery == null ? 1000 : checkpointEvery);
        this.historyEvery = atLeastOne("historyEvery", historyEvery == null ? 1 : historyEvery);
        if (this.warmup < 0) {
            throw new IllegalArgumentException("warmup must not be negative, is " + warmup);
        }
        if (this.warmup > 0 && klWeight != null) {
            throw new IllegalArgumentException("warmup and klWeight exclude one another");
        }
        if (klWeight != null && !(klWeight.least() >= 0)) {
            throw new IllegalArgumentException(
                    "klWeight must not be negative, falls to " + klWeight.least());
        }
        if (clip != null && !(clip > 0)) {
            throw new IllegalArgumentException("clip must be positive, is " + clip);
        }
    }

    private static long atLeastOne(String name, long value) {
        if (value < 1) {
            throw new IllegalArgumentException(name + " must be at least 1, is " + value);
        }
        return value;
    }

    /** Returns the weight of the KL by step, from either key. */
    public Schedule klSchedule() {
        return klWeight == null ? Schedule.warmup(warmup) : klWeight;
    }
}
