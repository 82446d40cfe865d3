// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.tensor.spi;

import org.vaelab.framework.VaeLabException;

/** A backend that cannot be opened; the message is complete and says what to do. */
public final class BackendException extends VaeLabException {

    private static final long serialVersionUID = 1L;

    public BackendException(String message) {
        super(message);
    }

    public BackendException(String message, Throwable cause) {
        super(message, cause);
    }
}
