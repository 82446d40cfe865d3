// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.training;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.vaelab.framework.training.TrainingSettings.SkipGradients;

/**
 * The steps of a phase that {@link SkipGradients} skips. Steps that move all parameters and steps
 * that move some of them have windows of their own, because their norms differ.
 */
final class SkippedSteps {

    private static final String ALL = "skipGradients.all";
    private static final String SOME = "skipGradients.some";
    private static final String EARLIER = "skipGradients.earlierPhases";

    private final @Nullable SkipGradients settings;
    private final @Nullable NormWindow ofAll;
    private final @Nullable NormWindow ofSome;
    private long earlierPhases;

    SkippedSteps(@Nullable SkipGradients settings) {
        this.settings = settings;
        this.ofAll = settings == null ? null : new NormWindow(settings);
        this.ofSome = settings == null ? null : new NormWindow(settings);
    }

    boolean needNorms() {
        return settings != null;
    }

    /**
     * Returns whether to skip a step, and counts its norm.
     *
     * @param norm finite
     * @param movesAll whether the step would move all parameters of the phase
     */
    boolean skips(double norm, boolean movesAll) {
        NormWindow window = movesAll ? ofAll : ofSome;
        return window != null && window.skips(norm);
    }

    /** Returns the number of skipped steps of this phase that would have moved all parameters. */
    long ofAll() {
        return ofAll == null ? 0 : ofAll.skipped();
    }

    /** Returns the number of skipped steps of this phase. */
    long inPhase() {
        return ofAll() + (ofSome == null ? 0 : ofSome.skipped());
    }

    /**
     * Returns the number of skipped steps of this phase and earlier ones; null without the setting.
     */
    @Nullable Long total() {
        return settings == null ? null : earlierPhases + inPhase();
    }

    /** Continues the count of the phase before. */
    void follow(SkippedSteps before) {
        earlierPhases = before.earlierPhases + before.inPhase();
    }

    /** Returns a copy of the present state. */
    SkippedSteps copy() {
        SkippedSteps copy = new SkippedSteps(settings);
        copy.copyFrom(this);
        return copy;
    }

    void copyFrom(SkippedSteps other) {
        if (ofAll != null && other.ofAll != null && ofSome != null && other.ofSome != null) {
            ofAll.copyFrom(other.ofAll);
            ofSome.copyFrom(other.ofSome);
        }
        earlierPhases = other.earlierPhases;
    }

    void save(Map<String, Checkpoint.Array> arrays, Map<String, String> facts) {
        if (ofAll != null && ofSome != null) {
            ofAll.save(ALL, arrays, facts);
            ofSome.save(SOME, arrays, facts);
            facts.put(EARLIER, Long.toString(earlierPhases));
        }
    }

    void load(Checkpoint checkpoint, Map<String, Checkpoint.Array> left) {
        if (ofAll != null && ofSome != null) {
            ofAll.load(ALL, checkpoint, left);
            ofSome.load(SOME, checkpoint, left);
            earlierPhases = checkpoint.wholeNumber(EARLIER);
        }
    }
}
