// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.network;

import org.vaelab.framework.settings.ExtensionPoint;

/** A layer in a list of a config. A record with the settings is the part. */
@ExtensionPoint("layer")
public interface LayerPart {

    /**
     * Makes the layer with initial weights.
     *
     * @throws IllegalArgumentException if it does not take the shape that reaches it; the message
     *     says what would fit
     */
    Layer create(LayerInput input);

    /**
     * Returns whether it takes all numbers of a row as one vector, so that further numbers may
     * follow them. By default it does not.
     */
    default boolean takesVectors() {
        return false;
    }
}
