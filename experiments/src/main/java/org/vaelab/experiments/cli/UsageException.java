// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.cli;

/** A request that cannot be fulfilled. The message is complete. */
final class UsageException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    UsageException(String message) {
        super(message);
    }

    UsageException(String message, Throwable cause) {
        super(message, cause);
    }
}
