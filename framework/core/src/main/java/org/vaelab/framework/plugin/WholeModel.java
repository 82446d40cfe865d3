// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.plugin;

import java.util.Optional;
import org.vaelab.framework.component.PartContext;
import org.vaelab.framework.model.GenerativeModel;
import org.vaelab.framework.model.Inference;
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
     * Returns whether x may have missing values, NaN, in all that the model computes. By default
     * such data are rejected.
     */
    default boolean takesMissingValues() {
        return false;
    }

    /**
     * Returns the encoder that belongs to a model, for a config that names no inference. By default
     * empty: then {@link #inference} is asked for.
     *
     * @param made a model that {@link #create} returned
     * @param context whose key is for the weights of the encoder
     */
    default Optional<Inference> encoder(GenerativeModel made, PartContext context) {
        return Optional.empty();
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
