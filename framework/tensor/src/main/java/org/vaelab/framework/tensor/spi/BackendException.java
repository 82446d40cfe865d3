// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.tensor.spi;

/** A backend that cannot be opened; the message is complete and says what to do. */
public final class BackendException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public BackendException(String message) {
        super(message);
    }

    public BackendException(String message, Throwable cause) {
        super(message, cause);
    }
}
