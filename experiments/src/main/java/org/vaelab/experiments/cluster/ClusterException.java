// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.cluster;

/** A cluster that cannot be reached or used. The message is complete, and has a remedy. */
public final class ClusterException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    ClusterException(String message) {
        super(message);
    }

    ClusterException(String message, Throwable cause) {
        super(message, cause);
    }
}
