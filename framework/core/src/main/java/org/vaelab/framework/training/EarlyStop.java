// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.training;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.vaelab.framework.component.Parameter;

/** Remembers the best parameters by the bound on validation data; never stops without settings. */
final class EarlyStop {

    static final String BEST_BOUND = "bestBound";
    private static final String WAITED = "validationsWithoutImprovement";

    private final TrainingSettings.@Nullable EarlyStopping settings;
    private final List<Parameter> parameters;
    private Map<String, Checkpoint.Array> best = Map.of();
    private double bestBound = Double.NEGATIVE_INFINITY;
    private int waited;

    EarlyStop(TrainingSettings.@Nullable EarlyStopping settings, List<Parameter> parameters) {
        this.settings = settings;
        this.parameters = parameters;
    }

    /**
     * Returns whether to validate after a step.
     *
     * @param last whether it is the last of the phase, after which validation is always due
     */
    boolean isDue(long done, boolean last) {
        return settings != null && (last || done % settings.every() == 0);
    }

    boolean isOver() {
        return settings != null && waited >= settings.patience();
    }

    /**
     * Receives a bound, and returns whether it is the best so far.
     *
     * @param moving whether the objective still changes, as in a warm-up; this costs no patience
     */
    boolean hear(double bound, boolean moving) {
        if (bound > bestBound) {
            bestBound = bound;
            waited = 0;
            Map<String, Checkpoint.Array> copy = new LinkedHashMap<>();
            ParameterArrays.copy(parameters, Checkpoint.BEST, copy);
            best = copy;
            return true;
        }
        if (!moving) {
            waited++;
        }
        return false;
    }

    boolean hasBest() {
        return !best.isEmpty();
    }

    /** Restores the best parameters, if there are any. */
    void restoreBest() {
        if (hasBest()) {
            ParameterArrays.restore(parameters, Checkpoint.BEST, best);
        }
    }

    void save(Map<String, Checkpoint.Array> arrays, Map<String, String> facts) {
        if (settings != null) {
            arrays.putAll(best);
            facts.put(BEST_BOUND, Double.toString(bestBound));
            facts.put(WAITED, Integer.toString(waited));
        }
    }

    /**
     * Restores the state in a checkpoint.
     *
     * @param left the arrays that are not restored yet; the best parameters are removed
     */
    void load(Checkpoint checkpoint, Map<String, Checkpoint.Array> left) {
        if (settings == null) {
            return;
        }
        bestBound = number(checkpoint.fact(BEST_BOUND));
        waited = (int) checkpoint.wholeNumber(WAITED);
        Map<String, Checkpoint.Array> saved = new LinkedHashMap<>();
        if (bestBound != Double.NEGATIVE_INFINITY) {
            for (Parameter parameter : parameters) {
                String name = Checkpoint.BEST + "." + parameter.name();
                Checkpoint.Array array = left.remove(name);
                if (array == null) {
                    throw new IllegalArgumentException("the checkpoint has no array " + name);
                }
                saved.put(name, array);
            }
        }
        best = saved;
    }

    private static double number(String text) {
        try {
            return Double.parseDouble(text);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(
                    "the checkpoint's " + BEST_BOUND + " is '" + text + "', not a number", e);
        }
    }
}
