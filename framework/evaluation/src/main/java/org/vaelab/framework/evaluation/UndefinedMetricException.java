// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.evaluation;

import java.util.Optional;
import org.vaelab.framework.VaeLabException;

/** Says why a metric is not defined for a model, its data or the settings. */
public final class UndefinedMetricException extends VaeLabException {

    private static final long serialVersionUID = 1L;

    public UndefinedMetricException(String reason) {
        super(reason);
    }

    /** Throws one with a reason if the metric is undefined. */
    public static void throwIf(boolean isUndefined, String reason) {
        if (isUndefined) {
            throw new UndefinedMetricException(reason);
        }
    }

    /** Throws one if there is an obstacle, which is its reason. */
    public static void requireNone(Optional<String> obstacle) {
        throwIf(obstacle.isPresent(), obstacle.orElse(""));
    }
}
