// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.plugin;

import org.vaelab.framework.component.PartContext;
import org.vaelab.framework.model.GenerativeModel;

/**
 * Makes the generative model of a family that is more than a choice of parts, such as a mixture.
 */
@FunctionalInterface
public interface WholeModel {

    /**
     * Makes the model with initial parameters.
     *
     * @throws IllegalArgumentException if it does not fit the data
     */
    GenerativeModel create(PartContext context);

    /**
     * Returns whether x may have missing values, NaN, in all that the model computes. By default such data
     * are rejected.
     */
    default boolean takesMissingValues() {
        return false;
    }
}
