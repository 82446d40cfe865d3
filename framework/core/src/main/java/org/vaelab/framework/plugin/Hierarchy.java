// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.plugin;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.vaelab.framework.posterior.PosteriorPart;

/**
 * A chain of latent variables, as a config writes it: {@code normal(50) > normal(100)}.
 *
 * @param layers the posterior of each variable by the variable's name, in ancestral order; at least
 *     two
 */
public record Hierarchy(String text, Map<String, PosteriorPart> layers) {

    public Hierarchy {
        layers = Collections.unmodifiableMap(new LinkedHashMap<>(layers));
        if (layers.size() < 2) {
            throw new IllegalArgumentException(
                    "a hierarchy has at least two latent variables, not " + layers.size());
        }
    }
}
