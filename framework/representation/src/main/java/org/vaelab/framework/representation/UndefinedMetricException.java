// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.representation;

/** Says why a metric is not defined for a model, its data or the settings. */
final class UndefinedMetricException extends RuntimeException {

    UndefinedMetricException(String reason) {
        super(reason);
    }
}
