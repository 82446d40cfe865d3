// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.training;

/** Training met a number that is not finite. */
public final class NonFiniteException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final long step;

    NonFiniteException(long step, String message) {
        super(message);
        this.step = step;
    }

    /** Returns the step at which it happened, counted from 1. */
    public long step() {
        return step;
    }
}
