// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.plugin;

/** An estimator cannot use the gradient of a model's draws. */
final class UnusableGradientException extends IllegalArgumentException {

    private static final long serialVersionUID = 1L;

    UnusableGradientException(String message) {
        super(message);
    }

    /** Returns the exception with a remedy at the end of its message. */
    IllegalArgumentException with(String remedy) {
        return new IllegalArgumentException(getMessage() + remedy, this);
    }
}
