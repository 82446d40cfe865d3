// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.explore;

/** A request that is not answered. */
final class Refusal extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final int status;

    /** Creates a refusal with a status of HTTP. */
    Refusal(int status, String message) {
        super(message);
        this.status = status;
    }

    int status() {
        return status;
    }
}
