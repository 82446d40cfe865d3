// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.start;

/** A run cannot start from the weights of another one. The message is complete. */
public final class StartException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public StartException(String message) {
        super(message);
    }

    StartException(String message, Throwable cause) {
        super(message, cause);
    }
}
