// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.run;

import java.util.Objects;

/**
 * What a listener wants of a run after a step.
 *
 * <pre>{@code
 * Listener enough = Listener.controlledBy(10, (run, report) ->
 *         report.values().get(org.vaelab.framework.training.StepReport.BOUND) > -90 // nats
 *                 ? Control.finish("the bound is above -90 nats") : Control.GO_ON);
 * }</pre>
 *
 * <p>A null kind or reason is rejected by a NullPointerException.
 *
 * @param reason for the record of a run that is finished early
 */
public record Control(Kind kind, String reason) {

    public Control {
        Objects.requireNonNull(kind, "kind must not be null");
        Objects.requireNonNull(reason, "reason must not be null");
    }

    /** What happens next. */
    public enum Kind {
        /** The next step. */
        GO_ON,
        /** The run ends here: it is evaluated and recorded, with the reason. */
        FINISH,
        /** All runs stop, with checkpoints; the same plan goes on later. */
        INTERRUPT
    }

    /** The next step. */
    public static final Control GO_ON = new Control(Kind.GO_ON, "");

    /** All runs stop, with checkpoints; the same plan goes on later. */
    public static final Control INTERRUPT = new Control(Kind.INTERRUPT, "");

    /** Ends the run here: it is evaluated and recorded, with the reason. */
    public static Control finish(String reason) {
        return new Control(Kind.FINISH, reason);
    }
}
