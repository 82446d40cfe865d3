// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.component;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.annotation.JsonTypeName;
import java.util.List;
import org.vaelab.framework.settings.Counts;
import org.vaelab.framework.settings.Setting;
import org.vaelab.framework.settings.SettingException;
import org.vaelab.framework.settings.ValueNames;

/**
 * A number that depends on the global step: a learning rate, a weight of the KL, a temperature.
 *
 * <p>A config writes it as a plain number, or as a mapping with a {@code type}.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type", defaultImpl = Schedule.Constant.class)
@JsonSubTypes({
    @JsonSubTypes.Type(Schedule.Constant.class),
    @JsonSubTypes.Type(Schedule.Linear.class),
    @JsonSubTypes.Type(Schedule.Cosine.class),
    @JsonSubTypes.Type(Schedule.Exponential.class),
    @JsonSubTypes.Type(Schedule.Cyclical.class),
    @JsonSubTypes.Type(Schedule.Piecewise.class)
})
public sealed interface Schedule {

    /** Returns the value at a global step, which counts from 0. */
    double at(long step);

    /**
     * Returns whether the value is on its way at a step: false where it has arrived, and on the
     * level stretch of a period until the next begins.
     */
    boolean isMoving(long step);

    /** Returns a lower bound of the values at all steps, which the schedule reaches or tends to. */
    double least();

    /** Returns an upper bound of the values, as {@link #least}. */
    default double most() {
        // One that decays has its first value, and mirrored no bound of its own.
        return Math.max(at(0), -times(-1).least());
    }

    /**
     * Checks the values at all steps.
     *
     * @throws IllegalArgumentException if one is negative or too large
     */
    static void requireWithin(String key, Schedule schedule, double most) {
        if (!(schedule.least() >= 0)) {
            throw new SettingException(key, "must not be negative, falls to " + schedule.least());
        }
        if (!(schedule.most() <= most)) {
            throw new SettingException(
                    key,
                    "must be at most %s, rises to %s"
                            .formatted(ValueNames.of(most), ValueNames.of(schedule.most())));
        }
    }

    /**
     * Returns this schedule with all values multiplied.
     *
     * @param factor not negative
     */
    Schedule times(double factor);

    static Schedule constant(double value) {
        return new Constant(value);
    }

    /** Returns the linear ramp from 0 to 1 over {@code steps}; constant 1 for 0 steps. */
    static Schedule warmup(long steps) {
        return steps == 0 ? new Constant(1) : new Linear(0, 1, steps);
    }

    /** {@code value}. */
    @JsonTypeName("constant")
    record Constant(@Setting("value at all steps") double value) implements Schedule {

        public Constant {
            requireFinite("value", value);
        }

        /** Reads a plain number. */
        @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
        static Constant of(double value) {
            return new Constant(value);
        }

        @Override
        public double at(long step) {
            return value;
        }

        @Override
        public Schedule times(double factor) {
            return new Constant(factor * value);
        }

        @Override
        public boolean isMoving(long step) {
            return false;
        }

        @Override
        public double least() {
            return value;
        }
    }

    /** {@code from + (to - from) min(step / steps, 1)}. */
    @JsonTypeName("linear")
    record Linear(
            @Setting("value at step 0") double from,
            @Setting("value after the steps") double to,
            @Setting("number of steps of the change, at least 1") long steps)
            implements Schedule {

        public Linear {
            requireFinite("from", from);
            requireFinite("to", to);
            requireSteps("steps", steps);
        }

        @Override
        public double at(long step) {
            return step >= steps ? to : from + (to - from) * step / steps;
        }

        @Override
        public Schedule times(double factor) {
            return new Linear(factor * from, factor * to, steps);
        }

        @Override
        public boolean isMoving(long step) {
            return from != to && step < steps;
        }

        @Override
        public double least() {
            return Math.min(from, to);
        }
    }

    /** {@code to + (from - to) (1 + cos(pi min(step / steps, 1))) / 2}. */
    @JsonTypeName("cosine")
    record Cosine(
            @Setting("value at step 0") double from,
            @Setting("value after the steps") double to,
            @Setting("number of steps of the change, at least 1") long steps)
            implements Schedule {

        public Cosine {
            requireFinite("from", from);
            requireFinite("to", to);
            requireSteps("steps", steps);
        }

        @Override
        public double at(long step) {
            double progress = Math.min((double) step / steps, 1);
            return to + (from - to) * 0.5 * (1 + Math.cos(Math.PI * progress));
        }

        @Override
        public Schedule times(double factor) {
            return new Cosine(factor * from, factor * to, steps);
        }

        @Override
        public boolean isMoving(long step) {
            return from != to && step < steps;
        }

        @Override
        public double least() {
            return Math.min(from, to);
        }
    }

    /**
     * {@code max(to, from e^(-rate step))}, renewed every {@code every} steps (Jang et al. 2017,
     * section 4).
     */
    @JsonTypeName("exponential")
    record Exponential(
            @Setting("value at step 0") double from,
            @Setting("least value") double to,
            @Setting("rate of decay per step, at least 0") double rate,
            @Setting(value = "steps between renewals of the value", defaultValue = "1") long every)
            implements Schedule {

        /** Checks the numbers; {@code every: 0} means each step. */
        public Exponential {
            requireFinite("from", from);
            requireFinite("to", to);
            Counts.notNegative("rate", rate);
            every = every == 0 ? 1 : every;
            requireSteps("every", every);
        }

        @Override
        public double at(long step) {
            return Math.max(to, from * Math.exp(-rate * (step / every * every)));
        }

        @Override
        public Schedule times(double factor) {
            return new Exponential(factor * from, factor * to, rate, every);
        }

        @Override
        public boolean isMoving(long step) {
            return rate > 0 && at(step) > to;
        }

        @Override
        public double least() {
            return Math.max(to, rate == 0 ? from : Math.min(from, 0));
        }
    }

    /**
     * A ramp from {@code from} to {@code to} over the first {@code ramp} of each period, constant
     * for its rest (Fu et al. 2019, equation 6).
     */
    @JsonTypeName("cyclical")
    record Cyclical(
            @Setting("value at the start of each period") double from,
            @Setting("value at the end of each ramp") double to,
            @Setting("number of steps of a period, at least 1") long period,
            @Setting(
                            value = "fraction of a period that the ramp takes, in (0, 1]",
                            defaultValue = "0.5")
                    double ramp)
            implements Schedule {

        /** Checks the numbers; {@code ramp: 0} means half a period. */
        public Cyclical {
            requireFinite("from", from);
            requireFinite("to", to);
            requireSteps("period", period);
            ramp = ramp == 0 ? 0.5 : ramp;
            if (!(ramp > 0 && ramp <= 1)) {
                throw new SettingException("ramp", "must be in (0, 1], is " + ramp);
            }
        }

        @Override
        public double at(long step) {
            double progress = (double) (step % period) / period / ramp;
            return from + (to - from) * Math.min(progress, 1);
        }

        @Override
        public Schedule times(double factor) {
            return new Cyclical(factor * from, factor * to, period, ramp);
        }

        @Override
        public boolean isMoving(long step) {
            return from != to && (double) (step % period) / period < ramp;
        }

        @Override
        public double least() {
            return Math.min(from, to);
        }
    }

    /**
     * {@code values[i]}, i the number of entries of {@code until} that the step has reached:
     * values[0] at the steps before until[0], values[1] before until[1], the last one from then on.
     */
    @JsonTypeName("piecewise")
    record Piecewise(
            @Setting("values, one more than there are steps in until") List<Double> values,
            @Setting("steps at which the next value begins, rising") List<Long> until)
            implements Schedule {

        public Piecewise {
            values = List.copyOf(values);
            until = List.copyOf(until);
            if (values.size() != until.size() + 1) {
                throw new SettingException(
                        "until",
                        ("must hold one step less than there are values, the last"
                                        + " of which has no end: it holds %s, and there are %s values")
                                .formatted(until.size(), values.size()));
            }
            values.forEach(value -> requireFinite("values", value));
            long before = 0;
            for (long end : until) {
                if (end <= before) {
                    throw new SettingException(
                            "until", "must be steps above 0 in rising order, is " + until);
                }
                before = end;
            }
        }

        @Override
        public double at(long step) {
            int i = 0;
            while (i < until.size() && step >= until.get(i)) {
                i++;
            }
            return values.get(i);
        }

        @Override
        public Schedule times(double factor) {
            return new Piecewise(values.stream().map(value -> factor * value).toList(), until);
        }

        /** Returns whether a later value differs from the present one. */
        @Override
        public boolean isMoving(long step) {
            double now = at(step);
            for (int i = 0; i < until.size(); i++) {
                if (step < until.get(i) && values.get(i + 1) != now) {
                    return true;
                }
            }
            return false;
        }

        @Override
        public double least() {
            return values.stream().mapToDouble(Double::doubleValue).min().orElseThrow();
        }
    }

    private static void requireFinite(String name, double value) {
        if (!Double.isFinite(value)) {
            throw new SettingException(name, "must be finite, is " + value);
        }
    }

    private static void requireSteps(String name, long steps) {
        if (steps < 1) {
            throw new SettingException(name, "must be at least 1, is " + steps);
        }
    }
}
