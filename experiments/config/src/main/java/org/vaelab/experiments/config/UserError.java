// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.config;

import org.jspecify.annotations.Nullable;
import org.vaelab.framework.VaeLabException;

/**
 * A request that cannot be fulfilled. The message is complete: what is wrong, where, and what to
 * do. Nothing was lost, and if the exit code is 2, nothing was written.
 */
public class UserError extends VaeLabException {

    private static final long serialVersionUID = 1L;

    private static final int USAGE = 2;

    public UserError(String message) {
        super(message);
    }

    public UserError(String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    /** Returns the exit code of a command that ends so. */
    public int exitCode() {
        return USAGE;
    }
}
