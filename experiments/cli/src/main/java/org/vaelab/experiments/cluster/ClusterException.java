// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.cluster;

import org.vaelab.experiments.config.UserError;

/** A cluster that cannot be reached or used. The message is complete, and has a remedy. */
public final class ClusterException extends UserError {

    private static final long serialVersionUID = 1L;

    ClusterException(String message) {
        super(message);
    }

    ClusterException(String message, Throwable cause) {
        super(message, cause);
    }

    /** Returns 1: the runs that were executed are complete. */
    @Override
    public int exitCode() {
        return 1;
    }
}
