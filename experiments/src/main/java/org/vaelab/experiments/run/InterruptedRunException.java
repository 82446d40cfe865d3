// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.run;

/** Ends an evaluation that somebody interrupted. */
final class InterruptedRunException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    InterruptedRunException() {
        super("interrupted", null, false, false);
    }
}
