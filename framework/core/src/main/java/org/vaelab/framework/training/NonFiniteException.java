// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.training;

import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.vaelab.framework.VaeLabException;

/** Training met a number that is not finite. */
public final class NonFiniteException extends VaeLabException {

    private static final long serialVersionUID = 1L;

    /** Where the number was found. */
    public enum Place {
        /** In a parameter before the first step. */
        INITIALISATION,
        /** In the loss of a step, before its update. */
        LOSS,
        /** In the gradient of a step, before its update. */
        GRADIENT,
        /** In a parameter after an update. */
        UPDATE,
        /** In the bound on validation data. */
        VALIDATION,
        /** In a loss that was finite when the step was taken again. */
        NOT_REPEATED;

        /** Returns the name in files, such as {@code loss}. */
        public String label() {
            return name().toLowerCase(Locale.ROOT).replace('_', ' ');
        }
    }

    private final long step;
    private final Place place;
    private final transient @Nullable Checkpoint before;

    NonFiniteException(Place place, long step, String message) {
        this(place, step, message, null, null);
    }

    private NonFiniteException(
            Place place,
            long step,
            String message,
            @Nullable Checkpoint before,
            @Nullable Throwable cause) {
        super(message, cause);
        this.place = place;
        this.step = step;
        this.before = before;
    }

    /** Returns the error for a bound on validation data after a number of steps. */
    public static NonFiniteException ofValidation(double bound, long done) {
        return new NonFiniteException(
                Place.VALIDATION,
                done,
                "not finite after step " + done + ": validation bound = " + bound);
    }

    /** Returns the step at which it happened, counted from 1. */
    public long step() {
        return step;
    }

    public Place place() {
        return place;
    }

    /**
     * Returns the number of steps done in the state that the failure can be repeated from: that
     * before the step, or before the validation.
     */
    public long stepsBefore() {
        return place == Place.INITIALISATION || place == Place.VALIDATION ? step : step - 1;
    }

    /** Returns the state after {@link #stepsBefore}, if training still had it. */
    public Optional<Checkpoint> before() {
        return Optional.ofNullable(before);
    }

    /** Returns whether the failure was found before it changed the state of training. */
    boolean leftStateAsItWas() {
        return place != Place.UPDATE && place != Place.NOT_REPEATED;
    }

    /** Returns this failure with the state before it. */
    NonFiniteException from(Checkpoint state) {
        return new NonFiniteException(place, step, String.valueOf(getMessage()), state, this);
    }
}
