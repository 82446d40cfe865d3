// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.start;

import org.vaelab.experiments.spec.UserError;

/** A run cannot start from the weights of another one. The message is complete. */
public final class StartException extends UserError {

    private static final long serialVersionUID = 1L;

    public StartException(String message) {
        super(message);
    }

    StartException(String message, Throwable cause) {
        super(message, cause);
    }
}
