// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.model;

import java.util.List;
import org.vaelab.framework.latent.LatentSpace;

/**
 * A latent variable of a generative model.
 *
 * @param name by which values, keys, parameters and terms of the bound are told apart
 * @param space in which its values lie
 * @param parents the names of the variables that its prior is given, all of them earlier in ancestral
 *     order
 */
public record LatentVariable(String name, LatentSpace space, List<String> parents) {

    /** Copies the list. */
    public LatentVariable {
        parents = List.copyOf(parents);
    }
}
