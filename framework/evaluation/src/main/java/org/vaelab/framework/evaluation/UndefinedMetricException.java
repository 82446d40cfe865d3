// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.evaluation;

import java.util.Optional;

/** Says why a metric is not defined for a model, its data or the settings. */
public final class UndefinedMetricException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public UndefinedMetricException(String reason) {
        super(reason);
    }

    /**
     * Does nothing if there is no obstacle.
     *
     * @throws UndefinedMetricException if there is one
     */
    public static void requireNone(Optional<String> obstacle) {
        if (obstacle.isPresent()) {
            throw new UndefinedMetricException(obstacle.get());
        }
    }
}
