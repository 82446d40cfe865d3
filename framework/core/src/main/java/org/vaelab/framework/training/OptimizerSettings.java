// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.training;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.annotation.JsonTypeName;
import com.fasterxml.jackson.databind.annotation.JsonTypeIdResolver;
import org.jspecify.annotations.Nullable;
import org.vaelab.framework.component.DeclaredTypeNames;
import org.vaelab.framework.component.Schedule;
import org.vaelab.framework.settings.AlsoKnownAs;
import org.vaelab.framework.tensor.AdamStep;
import org.vaelab.framework.tensor.MomentumStep;
import org.vaelab.framework.tensor.RmsPropStep;
import org.vaelab.framework.tensor.Updates;

/** The section {@code training.optimizer} of a config; without a {@code type} it is Adam. */
@JsonTypeInfo(
        use = JsonTypeInfo.Id.NAME,
        property = "type",
        defaultImpl = OptimizerSettings.Adam.class)
@JsonTypeIdResolver(DeclaredTypeNames.class)
@JsonSubTypes({
    @JsonSubTypes.Type(OptimizerSettings.Adam.class),
    @JsonSubTypes.Type(OptimizerSettings.AdamW.class),
    @JsonSubTypes.Type(OptimizerSettings.Sgd.class),
    @JsonSubTypes.Type(OptimizerSettings.RmsProp.class)
})
public sealed interface OptimizerSettings {

    Schedule learningRate();

    /** Returns a new optimiser with no history. */
    @JsonIgnore
    Optimizer create();

    /** Returns Adam with its published defaults. */
    static OptimizerSettings defaults() {
        return new Adam(null, null, null, null);
    }

    /**
     * Adam (Kingma and Ba 2015).
     *
     * @param learningRate default 1e-3
     * @param beta1 default 0.9
     * @param beta2 default 0.999
     * @param epsilon default 1e-8
     */
    @JsonTypeName("adam")
    record Adam(
            @AlsoKnownAs({"lr", "stepSize"}) Schedule learningRate,
            Double beta1,
            Double beta2,
            @AlsoKnownAs("eps") Double epsilon)
            implements OptimizerSettings {

        public Adam(
                @Nullable Schedule learningRate,
                @Nullable Double beta1,
                @Nullable Double beta2,
                @Nullable Double epsilon) {
            this.learningRate = rate(learningRate, 1e-3);
            this.beta1 = decay("beta1", beta1 == null ? 0.9 : beta1);
            this.beta2 = decay("beta2", beta2 == null ? 0.999 : beta2);
            this.epsilon = positive("epsilon", epsilon == null ? 1e-8 : epsilon);
        }

        @Override
        public Optimizer create() {
            return OptimizerSettings.adam(beta1, beta2, epsilon, 0);
        }
    }

    /**
     * Adam with decoupled weight decay (Loshchilov and Hutter 2019).
     *
     * @param learningRate default 1e-3
     * @param beta1 default 0.9
     * @param beta2 default 0.999
     * @param epsilon default 1e-8
     * @param weightDecay default 0.01
     */
    @JsonTypeName("adamw")
    record AdamW(
            @AlsoKnownAs({"lr", "stepSize"}) Schedule learningRate,
            Double beta1,
            Double beta2,
            @AlsoKnownAs("eps") Double epsilon,
            @AlsoKnownAs({"wd", "l2"}) Double weightDecay)
            implements OptimizerSettings {

        public AdamW(
                @Nullable Schedule learningRate,
                @Nullable Double beta1,
                @Nullable Double beta2,
                @Nullable Double epsilon,
                @Nullable Double weightDecay) {
            this.learningRate = rate(learningRate, 1e-3);
            this.beta1 = decay("beta1", beta1 == null ? 0.9 : beta1);
            this.beta2 = decay("beta2", beta2 == null ? 0.999 : beta2);
            this.epsilon = positive("epsilon", epsilon == null ? 1e-8 : epsilon);
            this.weightDecay = nonNegative("weightDecay", weightDecay == null ? 0.01 : weightDecay);
        }

        @Override
        public Optimizer create() {
            return OptimizerSettings.adam(beta1, beta2, epsilon, weightDecay);
        }
    }

    /**
     * Stochastic gradient descent with momentum (Polyak 1964; Sutskever et al. 2013).
     *
     * @param learningRate default 1e-2
     * @param momentum default 0
     * @param nesterov whether to look ahead along the momentum
     */
    @JsonTypeName("sgd")
    record Sgd(
            @AlsoKnownAs({"lr", "stepSize"}) Schedule learningRate,
            Double momentum,
            boolean nesterov)
            implements OptimizerSettings {

        public Sgd(@Nullable Schedule learningRate, @Nullable Double momentum, boolean nesterov) {
            this.learningRate = rate(learningRate, 1e-2);
            this.momentum = decay("momentum", momentum == null ? 0.0 : momentum);
            this.nesterov = nesterov;
            if (nesterov && this.momentum == 0) {
                throw new IllegalArgumentException(
                        "nesterov looks ahead along the momentum, which is 0; give a momentum");
            }
        }

        @Override
        public Optimizer create() {
            String[] buffers = momentum == 0 ? new String[0] : new String[] {"velocity"};
            return new Optimizer(
                    (updates, step) ->
                            Updates.momentum(
                                    updates,
                                    step.gradientScale(),
                                    new MomentumStep(step.learningRate(), momentum, nesterov)),
                    buffers);
        }
    }

    /**
     * RMSprop (Tieleman and Hinton 2012).
     *
     * @param learningRate default 1e-3
     * @param decay of the mean square, default 0.99
     * @param epsilon default 1e-8
     */
    @JsonTypeName("rmsprop")
    record RmsProp(
            @AlsoKnownAs({"lr", "stepSize"}) Schedule learningRate,
            Double decay,
            @AlsoKnownAs("eps") Double epsilon)
            implements OptimizerSettings {

        public RmsProp(
                @Nullable Schedule learningRate, @Nullable Double decay, @Nullable Double epsilon) {
            this.learningRate = rate(learningRate, 1e-3);
            this.decay = decay("decay", decay == null ? 0.99 : decay);
            this.epsilon = positive("epsilon", epsilon == null ? 1e-8 : epsilon);
        }

        @Override
        public Optimizer create() {
            return new Optimizer(
                    (updates, step) ->
                            Updates.rmsProp(
                                    updates,
                                    step.gradientScale(),
                                    new RmsPropStep(step.learningRate(), decay, epsilon)),
                    "meanSquare");
        }

        private static double decay(String name, double value) {
            return OptimizerSettings.decay(name, value);
        }
    }

    private static Optimizer adam(double beta1, double beta2, double epsilon, double weightDecay) {
        return new Optimizer(
                (updates, step) ->
                        Updates.adam(
                                updates,
                                step.gradientScale(),
                                new AdamStep(
                                        step.learningRate(),
                                        beta1,
                                        beta2,
                                        epsilon,
                                        weightDecay,
                                        step.number() + 1)),
                "firstMoment",
                "secondMoment");
    }

    private static Schedule rate(@Nullable Schedule chosen, double otherwise) {
        if (chosen == null) {
            return Schedule.constant(otherwise);
        }
        if (!(chosen.least() >= 0)) {
            throw new IllegalArgumentException(
                    "learningRate must not be negative, falls to " + chosen.least());
        }
        return chosen;
    }

    private static double decay(String name, double value) {
        if (!(value >= 0 && value < 1)) {
            throw new IllegalArgumentException(name + " must be in [0, 1), is " + value);
        }
        return value;
    }

    private static double positive(String name, double value) {
        if (!(value > 0 && value < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException(name + " must be positive and finite, is " + value);
        }
        return value;
    }

    private static double nonNegative(String name, double value) {
        if (!(value >= 0 && value < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException(
                    name + " must be finite and not negative, is " + value);
        }
        return value;
    }
}
