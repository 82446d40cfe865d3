// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.record;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What the health monitor saw between two training steps, on a fixed batch of training examples.
 *
 * @param step the number of steps done
 * @param phase the phase of training
 * @param weightMoves whether the weight of the KL still changes, as during a warm-up
 * @param signals numbers by name; NaN if one is not finite
 * @param klByUnit the mean KL of each unit in nats, by latent variable; without variables whose
 *     units have no closed form
 * @param validationBounds the bound on each of some validation examples; empty if it was not
 *     estimated
 * @param trainingBounds the bound of evaluation on each of some training examples, before the first
 *     step; empty later
 */
public record HealthObservation(
        long step,
        String phase,
        boolean weightMoves,
        Map<String, Double> signals,
        Map<String, List<Double>> klByUnit,
        @JsonProperty(required = false)
                @JsonInclude(JsonInclude.Include.NON_EMPTY)
                @JsonSetter(nulls = Nulls.AS_EMPTY)
                List<Double> validationBounds,
        @JsonProperty(required = false)
                @JsonInclude(JsonInclude.Include.NON_EMPTY)
                @JsonSetter(nulls = Nulls.AS_EMPTY)
                List<Double> trainingBounds) {

    /**
     * With fewer observations nobody can tell a model that still learns from one that has
     * collapsed.
     */
    public static final int ENOUGH = 9;

    /** The scalar that training minimises. */
    public static final String LOSS = "loss";

    /** The bound on log p(x), with all weights at 1. */
    public static final String BOUND = "bound";

    /** The KL of all latent variables; that of one of several has its name after a dot. */
    public static final String KL = "kl";

    /** The number of units whose posterior mean moves with x. */
    public static final String ACTIVE_UNITS = "activeUnits";

    /** The norm of the whole gradient of the loss in the model's parameters. */
    public static final String GRADIENT_NORM = "gradientNorm";

    /** The derivative of the loss in the KL. */
    public static final String EFFECTIVE_BETA = "effectiveBeta";

    /** The bound on some validation examples. */
    public static final String VALIDATION_BOUND = "validationBound";

    /**
     * The root mean square difference of log p(x given z) between two draws of z from q, over the
     * examples. It is 0 if the decoder does not see z, and absent if the draws are equal.
     */
    public static final String LATENT_EFFECT = "latentEffect";

    public HealthObservation {
        signals = InOrder.copy(signals, "signals");
        Map<String, List<Double>> units = new LinkedHashMap<>();
        klByUnit.forEach((name, values) -> units.put(name, List.copyOf(values)));
        klByUnit = Collections.unmodifiableMap(units);
        validationBounds = List.copyOf(validationBounds);
        trainingBounds = List.copyOf(trainingBounds);
    }

    /** Makes an observation without the bounds of single examples. */
    public HealthObservation(
            long step,
            String phase,
            boolean weightMoves,
            Map<String, Double> signals,
            Map<String, List<Double>> klByUnit) {
        this(step, phase, weightMoves, signals, klByUnit, List.of(), List.of());
    }

    /** Returns the name of the KL of a unit, such as {@code kl.z[3]}. */
    public static String klOf(String variable, int unit) {
        return KL + "." + variable + "[" + unit + "]";
    }

    /** Returns a signal; NaN if it was not observed. */
    public double signal(String name) {
        return signals.getOrDefault(name, Double.NaN);
    }
}
