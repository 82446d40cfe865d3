// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.parts.inference;

import org.jspecify.annotations.Nullable;
import org.vaelab.framework.settings.Counts;

/**
 * The settings of inferences with a {@link BottomUpPass}.
 *
 * @param features how many numbers lead from one latent variable to the next above, on a grid at each
 *     position; absent: 200, on a grid 32
 */
public record BottomUpSettings(@Nullable Integer features) {

    /** Checks the number. */
    public BottomUpSettings {
        if (features != null) {
            Counts.atLeastOne("features", features);
        }
    }
}
