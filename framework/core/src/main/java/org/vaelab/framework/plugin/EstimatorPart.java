// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.plugin;

import org.vaelab.framework.estimator.Estimator;
import org.vaelab.framework.settings.ExtensionPoint;
import org.vaelab.framework.settings.PartSettings;

/** An estimator, as a config describes it: a settings record that creates the estimator. */
@ExtensionPoint("estimator")
public interface EstimatorPart extends PartSettings<Estimator, EstimatorContext> {

    /**
     * Returns whether a step takes all training examples if a config sets no batch. By default it takes a
     * minibatch.
     */
    default boolean takesAllData() {
        return false;
    }
}
