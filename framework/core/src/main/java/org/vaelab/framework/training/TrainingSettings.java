// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.training;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.vaelab.framework.component.Schedule;
import org.vaelab.framework.data.Batches;
import org.vaelab.framework.estimator.KlWeight;
import org.vaelab.framework.model.LatentVariableModel;
import org.vaelab.framework.model.ResidentExamples;
import org.vaelab.framework.settings.AlsoKnownAs;
import org.vaelab.framework.tensor.TensorRuntime;

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
 * @param priorSteps steps that come after the others and fit the prior alone; default 0: the prior
 *     is learned with the rest
 * @param priorOptimizer of those steps; absent: as {@code optimizer}
 * @param layerKlWeight by the name of a latent variable of a hierarchy, the weight of its KL by
 *     step, times {@code klWeight}; 1 of those without
 * @param checkEvery steps between reads of their losses; absent: 1 if a read does not wait for the
 *     device, else 50. Results do not depend on it
 * @param dataOnDevice whether the training examples are copied once to the device; absent: if the
 *     device has its own memory and they fit in a quarter of its free memory. Results do not depend
 *     on it
 * @param lag how the generative model lags behind the inference; absent: both move in every step
 */
public record TrainingSettings(
        @AlsoKnownAs({"maxSteps", "numSteps", "nSteps", "iterations", "numIterations", "maxIter"})
                @AlsoKnownAs(
                        value = {"epochs", "numEpochs", "nEpochs", "maxEpochs", "epoch"},
                        counted = AlsoKnownAs.Counted.EPOCHS)
                Long steps,
        @AlsoKnownAs({"batchSize", "trainBatchSize", "minibatch", "minibatchSize", "bs"})
                Integer batch,
        @AlsoKnownAs({"optim", "opt"}) OptimizerSettings optimizer,
        @AlsoKnownAs({"warmupSteps", "klWarmup", "annealSteps", "klAnnealSteps"}) Long warmup,
        @AlsoKnownAs({
                    "kldWeight",
                    "klCoefficient",
                    "klCoeff",
                    "klBeta",
                    "klAnneal",
                    "klAnnealing",
                    "betaSchedule"
                })
                @Nullable Schedule klWeight,
        @AlsoKnownAs({"gradClip", "gradientClip", "gradientClipVal", "clipGradNorm", "maxGradNorm"})
                @Nullable Double clip,
        @AlsoKnownAs("earlyStop") @Nullable EarlyStopping earlyStopping,
        Long checkpointEvery,
        Long historyEvery,
        Long priorSteps,
        @Nullable OptimizerSettings priorOptimizer,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) Map<String, Schedule> layerKlWeight,
        @Nullable Lag lag,
        @Nullable Long checkEvery,
        @Nullable Boolean dataOnDevice) {

    /** Steps between reads of losses where a read waits for all queued work. */
    static final long CHECK_EVERY_WHERE_QUEUED = 50;

    /**
     * Stops when the bound on validation data has not improved for a while, and goes back to the
     * best parameters. The last step is followed by a validation too.
     *
     * @param every steps between validations, default 500
     * @param patience validations without improvement before the end, default 10. Those made while
     *     the weight of the KL is warmed up, or its capacity grows, do not count
     */
    public record EarlyStopping(Long every, Integer patience) {

        public EarlyStopping(@Nullable Long every, @Nullable Integer patience) {
            this.every = atLeastOne("every", every == null ? 500 : every);
            this.patience = (int) atLeastOne("patience", patience == null ? 10 : patience);
        }
    }

    @JsonCreator
    public TrainingSettings(
            @Nullable Long steps,
            @Nullable Integer batch,
            @Nullable OptimizerSettings optimizer,
            @Nullable Long warmup,
            @Nullable Schedule klWeight,
            @Nullable Double clip,
            @Nullable EarlyStopping earlyStopping,
            @Nullable Long checkpointEvery,
            @Nullable Long historyEvery,
            @Nullable Long priorSteps,
            @Nullable OptimizerSettings priorOptimizer,
            @Nullable Map<String, Schedule> layerKlWeight,
            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Lag lag,
            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Long checkEvery,
            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Boolean dataOnDevice) {
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
        this.priorSteps = priorSteps == null ? 0 : priorSteps;
        this.priorOptimizer = priorOptimizer;
        this.layerKlWeight =
                layerKlWeight == null
                        ? Map.of()
                        : Collections.unmodifiableMap(new LinkedHashMap<>(layerKlWeight));
        this.lag = lag;
        this.checkEvery = checkEvery == null ? null : atLeastOne("checkEvery", checkEvery);
        this.dataOnDevice = dataOnDevice;
        if (this.priorSteps < 0) {
            throw new IllegalArgumentException("priorSteps must not be negative, is " + priorSteps);
        }
        if (this.priorSteps == 0 && priorOptimizer != null) {
            throw new IllegalArgumentException(
                    "priorOptimizer is for the steps that fit the prior alone; set priorSteps");
        }
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
        klWeights();
        if (clip != null && !(clip > 0)) {
            throw new IllegalArgumentException("clip must be positive, is " + clip);
        }
        if (lag != null && lag.movesBefore(this.steps) == 0) {
            throw new IllegalArgumentException(
                    "lag.steps is "
                            + lag.steps()
                            + ": in "
                            + this.steps
                            + " steps the generative model would never move");
        }
    }

    public static Builder builder() {
        return new Builder();
    }

    private static long atLeastOne(String name, long value) {
        if (value < 1) {
            throw new IllegalArgumentException(name + " must be at least 1, is " + value);
        }
        return value;
    }

    /**
     * Checks that a model can be trained so.
     *
     * @throws IllegalArgumentException if the generative model is to lag behind an inference that
     *     follows no gradient
     */
    public void requireFits(LatentVariableModel model) {
        TrainingPhase.groups(model, lag);
    }

    /** Returns the steps between reads of losses on a runtime. */
    long checkEvery(TensorRuntime runtime) {
        if (checkEvery != null) {
            return checkEvery;
        }
        return runtime.isAsynchronous() ? CHECK_EVERY_WHERE_QUEUED : 1;
    }

    /** Returns whether training examples are copied to the device of a runtime. */
    boolean keepsDataOnDevice(Batches batches, TensorRuntime runtime) {
        return dataOnDevice == null ? ResidentExamples.suits(batches, runtime) : dataOnDevice;
    }

    public long allSteps() {
        return steps + priorSteps;
    }

    public boolean fitsPriorAfterwards() {
        return priorSteps > 0;
    }

    OptimizerSettings optimizerOfPrior() {
        return priorOptimizer == null ? optimizer : priorOptimizer;
    }

    /** Returns the weight of the KL by step, from either key. */
    public Schedule klSchedule() {
        return klWeight == null ? Schedule.warmup(warmup) : klWeight;
    }

    /** Returns the weights of the KL by step, from all three keys. */
    public KlWeight klWeights() {
        return new KlWeight(klSchedule(), layerKlWeight);
    }

    /** Builds settings in Java; every other setting keeps its default. */
    public static final class Builder {

        private @Nullable Long steps;
        private @Nullable Integer batch;
        private @Nullable OptimizerSettings optimizer;
        private @Nullable Long warmup;
        private @Nullable Schedule klWeight;
        private @Nullable Double clip;
        private @Nullable EarlyStopping earlyStopping;
        private @Nullable Long checkpointEvery;
        private @Nullable Long historyEvery;
        private @Nullable Long priorSteps;
        private @Nullable OptimizerSettings priorOptimizer;
        private @Nullable Map<String, Schedule> layerKlWeight;
        private @Nullable Lag lag;
        private @Nullable Long checkEvery;
        private @Nullable Boolean dataOnDevice;

        private Builder() {}

        public Builder steps(long value) {
            steps = value;
            return this;
        }

        public Builder batch(int value) {
            batch = value;
            return this;
        }

        public Builder optimizer(OptimizerSettings value) {
            optimizer = value;
            return this;
        }

        public Builder warmup(long value) {
            warmup = value;
            return this;
        }

        public Builder klWeight(@Nullable Schedule value) {
            klWeight = value;
            return this;
        }

        public Builder clip(@Nullable Double value) {
            clip = value;
            return this;
        }

        public Builder earlyStopping(@Nullable EarlyStopping value) {
            earlyStopping = value;
            return this;
        }

        public Builder checkpointEvery(long value) {
            checkpointEvery = value;
            return this;
        }

        public Builder historyEvery(long value) {
            historyEvery = value;
            return this;
        }

        public Builder priorSteps(long value) {
            priorSteps = value;
            return this;
        }

        public Builder priorOptimizer(@Nullable OptimizerSettings value) {
            priorOptimizer = value;
            return this;
        }

        public Builder layerKlWeight(Map<String, Schedule> value) {
            layerKlWeight = value;
            return this;
        }

        public Builder lag(@Nullable Lag value) {
            lag = value;
            return this;
        }

        public Builder checkEvery(long value) {
            checkEvery = value;
            return this;
        }

        public Builder dataOnDevice(boolean value) {
            dataOnDevice = value;
            return this;
        }

        /**
         * Returns the settings.
         *
         * @throws IllegalArgumentException if a value is not allowed, or two exclude one another
         */
        public TrainingSettings build() {
            return new TrainingSettings(
                    steps,
                    batch,
                    optimizer,
                    warmup,
                    klWeight,
                    clip,
                    earlyStopping,
                    checkpointEvery,
                    historyEvery,
                    priorSteps,
                    priorOptimizer,
                    layerKlWeight,
                    lag,
                    checkEvery,
                    dataOnDevice);
        }
    }
}
