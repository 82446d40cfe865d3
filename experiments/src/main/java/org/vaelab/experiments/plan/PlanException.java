// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.plan;

/** A comparison that cannot start. The message is complete; nothing was written. */
public final class PlanException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public PlanException(String message) {
        super(message);
    }

    public PlanException(String message, Throwable cause) {
        super(message, cause);
    }
}
