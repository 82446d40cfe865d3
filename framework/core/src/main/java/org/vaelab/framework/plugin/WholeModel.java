// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.plugin;

import java.util.Optional;
import org.vaelab.framework.component.PartContext;
import org.vaelab.framework.model.GenerativeModel;
import org.vaelab.framework.settings.PartChoice;

/** A variant that makes the generative model as one, such as a mixture, and not of parts. */
public interface WholeModel extends Variant {

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

    /** Returns the inference of a model that names none: by default its posterior. */
    default PartChoice inference() {
        return PartChoice.of("exact");
    }

    @Override
    default Optional<WholeModel> whole() {
        return Optional.of(this);
    }
}
