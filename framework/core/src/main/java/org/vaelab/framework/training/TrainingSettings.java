// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.training;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.vaelab.framework.component.OptimizerSettings;
import org.vaelab.framework.component.Parameter;
import org.vaelab.framework.component.Schedule;
import org.vaelab.framework.component.TrainingProgress;
import org.vaelab.framework.data.Batches;
import org.vaelab.framework.estimator.KlWeight;
import org.vaelab.framework.model.LatentVariableModel;
import org.vaelab.framework.model.ResidentExamples;
import org.vaelab.framework.settings.AlsoKnownAs;
import org.vaelab.framework.settings.Counts;
import org.vaelab.framework.settings.InSteps;
import org.vaelab.framework.settings.Setting;
import org.vaelab.framework.settings.SettingException;
import org.vaelab.framework.settings.StrictMapper;
import org.vaelab.framework.tensor.TensorRuntime;

/** The section {@code training} of a config. */
public record TrainingSettings(
        @InSteps
                @Setting(
                        value =
                                "number of training steps, at least 1; 0 in records of models that were trained elsewhere",
                        defaultValue = "5000")
                @AlsoKnownAs({
                    "maxSteps",
                    "numSteps",
                    "nSteps",
                    "iterations",
                    "numIterations",
                    "maxIter"
                })
                @AlsoKnownAs(
                        value = {"epochs", "numEpochs", "nEpochs", "maxEpochs", "epoch"},
                        counted = AlsoKnownAs.Counted.EPOCHS)
                long steps,
        @Setting(
                        value =
                                "minibatch size: training examples per step, at least 1; default all of them for estimator em without online, and otherwise",
                        defaultValue = "100")
                @AlsoKnownAs({"batchSize", "trainBatchSize", "minibatch", "minibatchSize", "bs"})
                int batch,
        @Setting(value = "optimiser with its learning rate", defaultValue = "{}")
                @AlsoKnownAs({"optim", "opt"})
                OptimizerSettings optimizer,
        @InSteps
                @Setting(
                        value =
                                "steps over which the weight of the KL rises from 0 to 1; 0: no warm-up",
                        defaultValue = "0")
                @AlsoKnownAs({"warmupSteps", "klWarmup", "annealSteps", "klAnnealSteps"})
                long warmup,
        @Setting("weight of the KL by step, instead of warmup; not negative")
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
        @Setting("largest norm of the whole gradient, above 0; absent: no clipping")
                @AlsoKnownAs({
                    "gradClip",
                    "gradientClip",
                    "gradientClipVal",
                    "clipGradNorm",
                    "maxGradNorm"
                })
                @Nullable Double clip,
        @Setting("early stopping on validation data; absent: train to the last step")
                @AlsoKnownAs("earlyStop")
                @Nullable EarlyStopping earlyStopping,
        @InSteps @Setting(value = "steps between checkpoints, at least 1", defaultValue = "1000")
                long checkpointEvery,
        @InSteps
                @Setting(
                        value = "steps between lines of history.jsonl, at least 1",
                        defaultValue = "1")
                long historyEvery,
        @InSteps
                @Setting(
                        value =
                                "steps after the others that fit the prior alone; 0: the prior is learned with the rest",
                        defaultValue = "0")
                long priorSteps,
        @Setting("optimiser of the steps that fit the prior alone; absent: that of the others")
                @Nullable OptimizerSettings priorOptimizer,
        @Setting(
                        value =
                                "weight of the KL by step for latent variables of a hierarchy, by name, times klWeight",
                        defaultValue = "{}")
                @JsonInclude(JsonInclude.Include.NON_EMPTY)
                Map<String, Schedule> layerKlWeight,
        @Setting(
                        "steps of the inference alone between two steps of both halves; absent: both move in every step")
                @JsonInclude(JsonInclude.Include.NON_NULL)
                @Nullable Lag lag,
        @Setting(
                        "steps between checks of the losses for NaN; absent: 1 on the processor, 50 on a GPU; results do not depend on it")
                @JsonInclude(JsonInclude.Include.NON_NULL)
                @Nullable Long checkEvery,
        @Setting(
                        "whether training examples are copied to the device once; absent: if they fit a quarter of its free memory; results do not depend on it")
                @JsonInclude(JsonInclude.Include.NON_NULL)
                @Nullable Boolean dataOnDevice,
        @InSteps
                @Setting(
                        "step after which training pauses, as if it were interrupted there, and the model is evaluated; schedules still use steps; absent: train to the last step")
                @JsonInclude(JsonInclude.Include.NON_NULL)
                @Nullable Long until,
        @InSteps
                @Setting(
                        "steps between observations of the health monitor, 0: none; absent: 50; results do not depend on it")
                @JsonInclude(JsonInclude.Include.NON_NULL)
                @Nullable Long monitorEvery,
        @Setting(
                        "skips steps whose gradient norm exceeds a running quantile; {}: with all defaults; absent: no step is skipped")
                @AlsoKnownAs({"gradSkip", "gradientSkip", "skipThreshold", "gradSkipThreshold"})
                @JsonInclude(JsonInclude.Include.NON_NULL)
                @Nullable SkipGradients skipGradients,
        @Setting(
                        "decay of an exponential moving average of the weights, with which the model is validated, evaluated and kept, above 0, below 1; absent: the weights of the last step")
                @AlsoKnownAs({"ema", "emaRate", "averageDecay", "movingAverageDecay"})
                @JsonInclude(JsonInclude.Include.NON_NULL)
                @Nullable Double emaDecay) {

    /** Steps between looks at their losses where to read one is to wait for all work queued. */
    static final long CHECK_EVERY_WHERE_QUEUED = 50;

    /** Steps between observations of the health monitor by default. */
    static final long MONITOR_EVERY = 50;

    /**
     * Stops when the bound on validation data has not improved for a while, and goes back to the
     * best parameters. The last step is followed by a validation too.
     */
    public record EarlyStopping(
            @InSteps @Setting(value = "steps between validations, at least 1", defaultValue = "500")
                    long every,
            @Setting(
                            value =
                                    "validations without improvement before training stops, at least 1; those during a warm-up of the KL do not count",
                            defaultValue = "10")
                    int patience) {

        public EarlyStopping {
            atLeastOne("every", every);
            atLeastOne("patience", patience);
        }
    }

    public TrainingSettings {
        if (steps < 0) {
            throw new SettingException("steps", "must be at least 1, is " + steps);
        }
        atLeastOne("batch", batch);
        atLeastOne("checkpointEvery", checkpointEvery);
        atLeastOne("historyEvery", historyEvery);
        if (checkEvery != null) {
            atLeastOne("checkEvery", checkEvery);
        }
        if (monitorEvery != null && monitorEvery < 0) {
            throw new SettingException("monitorEvery", "must not be negative, is " + monitorEvery);
        }
        layerKlWeight = Collections.unmodifiableMap(new TreeMap<>(layerKlWeight));
        if (priorSteps < 0) {
            throw new SettingException("priorSteps", "must not be negative, is " + priorSteps);
        }
        if (priorSteps == 0 && priorOptimizer != null) {
            throw new SettingException(
                    "priorOptimizer", "is for the steps that fit the prior alone; set priorSteps");
        }
        if (warmup < 0) {
            throw new SettingException("warmup", "must not be negative, is " + warmup);
        }
        if (warmup > 0 && klWeight != null) {
            throw SettingException.together("warmup", "warmup and klWeight exclude one another");
        }
        if (klWeight != null) {
            Schedule.requireWithin("klWeight", klWeight, Counts.MOST_WEIGHT);
        }
        new KlWeight(klWeight == null ? Schedule.warmup(warmup) : klWeight, layerKlWeight);
        if (clip != null && !(clip > 0)) {
            throw new SettingException("clip", "must be positive, is " + clip);
        }
        Counts.inRange("clip", clip == null ? 1 : clip, 1e-9, 1e12);
        if (emaDecay != null && !(emaDecay > 0 && emaDecay < 1)) {
            throw new SettingException(
                    "emaDecay",
                    "must be above 0 and below 1, is "
                            + emaDecay
                            + "\nleave it out to keep the weights of the last step");
        }
        Counts.inRange("steps", (double) Math.max(0, steps), 0, 1e12);
        requireUntil(until, steps, priorSteps);
        long taken = until == null ? steps : until;
        if (lag != null && lag.movesBefore(taken) == 0) {
            throw new SettingException(
                    "lag.steps",
                    "is %s: in %s steps the generative model would never move"
                            .formatted(lag.steps(), taken));
        }
    }

    private static void requireUntil(@Nullable Long until, long steps, long priorSteps) {
        if (until == null) {
            return;
        }
        atLeastOne("until", until);
        if (until > steps) {
            throw new SettingException(
                    "until", "is %s, more than the %s steps of training".formatted(until, steps));
        }
        if (priorSteps > 0) {
            throw SettingException.together(
                    "until",
                    "until and priorSteps exclude one another: the prior would not be fitted");
        }
    }

    private static void atLeastOne(String name, long value) {
        if (value < 1) {
            throw new SettingException(name, "must be at least 1, is " + value);
        }
    }

    /**
     * Returns the settings of a model that is evaluated as it is: no steps. A batch of one example
     * fits all data.
     */
    public static TrainingSettings none() {
        return StrictMapper.of(
                TrainingSettings.class, Map.of("steps", 0, "batch", 1, "monitorEvery", 0));
    }

    /** Returns whether there is a step. A model that was trained elsewhere has none. */
    public boolean trains() {
        return steps > 0;
    }

    /**
     * Returns the progress at the last step. Without steps it is that of a training of one step.
     */
    public TrainingProgress atLastStep() {
        long planned = Math.max(1, steps);
        return new TrainingProgress(planned - 1, planned);
    }

    /**
     * Checks that there is a step.
     *
     * @throws IllegalArgumentException if there is none
     */
    public void requireSteps() {
        atLeastOne("steps", steps);
    }

    /**
     * Checks that a model can be trained so.
     *
     * @param frozen the part that training leaves as it is
     * @throws IllegalArgumentException if the generative model is to lag behind an inference that
     *     follows no gradient, or if nothing is left to learn
     */
    public void requireFits(LatentVariableModel model, List<Parameter> frozen) {
        TrainingPhase.requireFits(model, this, new Frozen(frozen));
    }

    /** Returns the steps between looks at their losses, where a runtime computes. */
    long checkEvery(TensorRuntime runtime) {
        if (checkEvery != null) {
            return checkEvery;
        }
        return runtime.isAsynchronous() ? CHECK_EVERY_WHERE_QUEUED : 1;
    }

    /** Returns whether the health monitor observes training after a number of steps. */
    boolean isObserved(long done) {
        long every = monitorEvery == null ? MONITOR_EVERY : monitorEvery;
        return every > 0 && done % every == 0;
    }

    /** Returns these settings with each loss read at its step; the results are the same. */
    public TrainingSettings checkingEachStep() {
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
                1L,
                dataOnDevice,
                until,
                monitorEvery,
                skipGradients,
                emaDecay);
    }

    /** Returns whether training examples lie where a runtime computes. */
    boolean keepsDataOnDevice(Batches batches, TensorRuntime runtime) {
        return dataOnDevice == null ? ResidentExamples.suits(batches, runtime) : dataOnDevice;
    }

    /** Returns the number of steps of all phases. */
    public long allSteps() {
        return steps + priorSteps;
    }

    /** Returns the number of steps after which training pauses or ends. */
    public long lastStep() {
        return until == null ? allSteps() : until;
    }

    /** Returns whether the prior is fitted after the rest, in a phase of its own. */
    public boolean fitsPriorAfterwards() {
        return priorSteps > 0;
    }

    /** Returns the optimiser of the steps that fit the prior alone. */
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

    /**
     * A generative model that lags behind its inference (He et al. 2019, algorithm 1). Until a given
     * step it moves in the last of every n + 1 steps, and afterwards in every step. The inference
     * moves in every step.
     *
     * <p>A parameter that does not move keeps its value and its optimiser state. The optimiser counts
     * the steps in which the parameter has moved; learning rates and other schedules count all steps.
     * An estimator's own parameters, and state that is updated without a gradient, move in every step.
     *
     * <p>Deviations from the paper: each further step of the inference uses another batch and counts
     * as one of {@code training.steps}. Their number is fixed at n; the paper continues until the
     * bound of ten batches stops rising. The lag ends at a given step; the paper ends it after the
     * epoch in which the mutual information of x and z stops growing.
     */
    public record Lag(
            @Setting(
                            value =
                                    "number of steps of the inference alone between two steps of both halves, at least 1",
                            defaultValue = "10")
                    long steps,
            @Setting("step from which both halves always move; absent: never")
                    @Nullable Long until) {

        public Lag {
            if (steps < 1) {
                throw new SettingException("steps", "must be at least 1, is " + steps);
            }
            if (until != null && until <= steps) {
                throw new SettingException(
                        "until",
                        "must be above the %s steps of the inference alone, is %s"
                                .formatted(steps, until));
            }
        }

        /** Returns whether the generative model moves at a step, from 0. */
        boolean moves(long step) {
            return !isOn(step) || step % (steps + 1) == steps;
        }

        private boolean isOn(long step) {
            return until == null || step < until;
        }

        /** Returns in how many steps before this one the generative model has moved. */
        long movesBefore(long step) {
            long lagging = until == null ? step : Math.min(step, until);
            return lagging / (steps + 1) + (step - lagging);
        }
    }

    /**
     * Skips the steps of exploding gradients: a step whose gradient norm exceeds {@code factor} times a
     * quantile of the norms before it changes nothing, neither parameters nor the state of optimiser,
     * codebooks and multipliers.
     *
     * <p>Child (2021, appendix) skips above a fixed threshold, which has to be found for each model.
     * Here the threshold follows the norms of the run. All finite norms count for it, those of skipped
     * steps too, and never more than {@code most} steps in a row are skipped. So training goes on if
     * the norms rise for good. Each phase of training starts anew. Under {@link Lag}, steps of both
     * halves and of the inference alone have thresholds of their own.
     *
     * <p>A norm that is not finite is an error, as without this setting. The norm is that before
     * clipping, and of the model's parameters without the estimator's own. It is read at every step, so
     * a device that works through a queue waits once a step.
     */
    public record SkipGradients(
            @Setting(
                            value = "quantile of the norms before a step, above 0, at most 1",
                            defaultValue = "0.99")
                    double quantile,
            @Setting(
                            value =
                                    "factor of the quantile above which a step is skipped, at least 1",
                            defaultValue = "2")
                    double factor,
            @Setting(value = "number of latest norms that count, at least 1", defaultValue = "1000")
                    int window,
            @Setting(
                            value =
                                    "number of norms seen before a step can be skipped, from 1 to window",
                            defaultValue = "100")
                    int after,
            @Setting(
                            value = "largest number of steps skipped in a row, at least 1",
                            defaultValue = "10")
                    int most) {

        public SkipGradients {
            if (!(quantile > 0 && quantile <= 1)) {
                throw new SettingException(
                        "quantile", "must be above 0 and at most 1, is " + quantile);
            }
            if (!(factor >= 1 && Double.isFinite(factor))) {
                throw new SettingException("factor", "must be at least 1, is " + factor);
            }
            if (window < 1) {
                throw new SettingException("window", "must be at least 1, is " + window);
            }
            if (after < 1 || after > window) {
                throw new SettingException(
                        "after",
                        "must be from 1 to window, which is %s, is %s".formatted(window, after));
            }
            if (most < 1) {
                throw new SettingException("most", "must be at least 1, is " + most);
            }
        }
    }
}
