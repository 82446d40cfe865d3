// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.estimator;

import org.vaelab.framework.settings.ExtensionPoint;
import org.vaelab.framework.settings.PartSettings;

/**
 * An estimator, as a config describes it: an {@link Estimator}, or a settings record that makes one
 * with parameters of its own for a model.
 */
@ExtensionPoint("estimator")
public interface EstimatorPart extends PartSettings<Estimator, EstimatorContext> {

    /**
     * Returns whether a step takes all training examples if a config sets no batch. By default it
     * takes a minibatch.
     */
    default boolean takesAllData() {
        return false;
    }
}
