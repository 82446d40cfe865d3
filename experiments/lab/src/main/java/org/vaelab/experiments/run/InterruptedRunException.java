// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.run;

/** Ends the evaluation of a run that is interrupted. */
final class InterruptedRunException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    InterruptedRunException() {
        super("interrupted", null, false, false);
    }
}
