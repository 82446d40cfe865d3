// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.component;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.annotation.JsonTypeName;
import org.vaelab.framework.settings.AlsoKnownAs;
import org.vaelab.framework.settings.Called;
import org.vaelab.framework.settings.Cites;
import org.vaelab.framework.settings.Counts;
import org.vaelab.framework.settings.Setting;
import org.vaelab.framework.settings.SettingException;
import org.vaelab.framework.tensor.spi.AdamStep;
import org.vaelab.framework.tensor.spi.MomentumStep;
import org.vaelab.framework.tensor.spi.RmsPropStep;

/** The section {@code training.optimizer} of a config; without a {@code type} it is Adam. */
@JsonTypeInfo(
        use = JsonTypeInfo.Id.NAME,
        property = "type",
        defaultImpl = OptimizerSettings.Adam.class)
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

    /** Adam (Kingma and Ba 2015). The formula is in {@link AdamStep}. */
    @Cites("kingma2015")
    @Called("Adam")
    @JsonTypeName("adam")
    record Adam(
            @Setting(value = "step size by step: a number, or a schedule", defaultValue = "1e-3")
                    @AlsoKnownAs({"lr", "stepSize"})
                    Schedule learningRate,
            @Setting(value = "decay of the first moment, in [0, 1)", defaultValue = "0.9")
                    double beta1,
            @Setting(value = "decay of the second moment, in [0, 1)", defaultValue = "0.999")
                    double beta2,
            @Setting(
                            value = "added to the root of the second moment, above 0",
                            defaultValue = "1e-8")
                    @AlsoKnownAs("eps")
                    double epsilon)
            implements OptimizerSettings {

        public Adam {
            rate(learningRate);
            decay("beta1", beta1);
            decay("beta2", beta2);
            OptimizerSettings.epsilon(epsilon);
        }

        @Override
        public Optimizer create() {
            return new AdamW(learningRate, beta1, beta2, epsilon, 0).create();
        }
    }

    /** Adam with decoupled weight decay (Loshchilov and Hutter 2019). See {@link AdamStep}. */
    @Cites("loshchilov2019")
    @Called("AdamW")
    @JsonTypeName("adamw")
    record AdamW(
            @Setting(value = "step size by step: a number, or a schedule", defaultValue = "1e-3")
                    @AlsoKnownAs({"lr", "stepSize"})
                    Schedule learningRate,
            @Setting(value = "decay of the first moment, in [0, 1)", defaultValue = "0.9")
                    double beta1,
            @Setting(value = "decay of the second moment, in [0, 1)", defaultValue = "0.999")
                    double beta2,
            @Setting(
                            value = "added to the root of the second moment, above 0",
                            defaultValue = "1e-8")
                    @AlsoKnownAs("eps")
                    double epsilon,
            @Setting(value = "decoupled weight decay, at least 0", defaultValue = "0.01")
                    @AlsoKnownAs({"wd", "l2"})
                    double weightDecay)
            implements OptimizerSettings {

        public AdamW {
            new Adam(learningRate, beta1, beta2, epsilon);
            Counts.notNegative("weightDecay", weightDecay);
        }

        @Override
        public Optimizer create() {
            return new Optimizer(
                    step ->
                            new AdamStep(
                                    step.learningRate(),
                                    beta1,
                                    beta2,
                                    epsilon,
                                    weightDecay,
                                    step.number() + 1),
                    "firstMoment",
                    "secondMoment");
        }
    }

    /**
     * Gradient descent with momentum (Polyak 1964; Sutskever et al. 2013). See {@link
     * MomentumStep}.
     */
    @Called("stochastic gradient descent")
    @JsonTypeName("sgd")
    record Sgd(
            @Setting(value = "step size by step: a number, or a schedule", defaultValue = "1e-2")
                    @AlsoKnownAs({"lr", "stepSize"})
                    Schedule learningRate,
            @Setting(value = "momentum, in [0, 1)", defaultValue = "0") double momentum,
            @Setting(
                            value = "whether to look ahead along the momentum (Nesterov)",
                            defaultValue = "false")
                    boolean nesterov)
            implements OptimizerSettings {

        public Sgd {
            rate(learningRate);
            decay("momentum", momentum);
            if (nesterov && momentum == 0) {
                throw new SettingException(
                        "nesterov", "looks ahead along the momentum, which is 0; give a momentum");
            }
        }

        @Override
        public Optimizer create() {
            String[] buffers = momentum == 0 ? new String[0] : new String[] {"velocity"};
            return new Optimizer(
                    step -> new MomentumStep(step.learningRate(), momentum, nesterov), buffers);
        }
    }

    /** RMSprop (Tieleman and Hinton 2012). The formula is in {@link RmsPropStep}. */
    @Cites("tieleman2012")
    @Called("RMSProp")
    @JsonTypeName("rmsprop")
    record RmsProp(
            @Setting(value = "step size by step: a number, or a schedule", defaultValue = "1e-3")
                    @AlsoKnownAs({"lr", "stepSize"})
                    Schedule learningRate,
            @Setting(value = "decay of the mean square, in [0, 1)", defaultValue = "0.99")
                    double decay,
            @Setting(value = "added to the root of the mean square, above 0", defaultValue = "1e-8")
                    @AlsoKnownAs("eps")
                    double epsilon)
            implements OptimizerSettings {

        public RmsProp {
            rate(learningRate);
            OptimizerSettings.decay("decay", decay);
            OptimizerSettings.epsilon(epsilon);
        }

        @Override
        public Optimizer create() {
            return new Optimizer(
                    step -> new RmsPropStep(step.learningRate(), decay, epsilon), "meanSquare");
        }
    }

    private static void epsilon(double chosen) {
        Counts.inRange("epsilon", chosen, 1e-30, 1);
    }

    private static void rate(Schedule chosen) {
        Schedule.requireWithin("learningRate", chosen, Double.MAX_VALUE);
    }

    private static void decay(String name, double value) {
        if (!(value >= 0 && value < 1)) {
            throw new SettingException(name, "must be in [0, 1), is " + value);
        }
    }
}
