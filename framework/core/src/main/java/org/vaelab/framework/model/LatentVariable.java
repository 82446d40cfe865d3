// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.model;

import java.util.List;
import java.util.Optional;
import org.vaelab.framework.latent.LatentSpace;

/**
 * A latent variable of a generative model.
 *
 * @param name in values, keys, parameters and terms of the bound
 * @param space in which its values lie
 * @param parents the names of the variables that its prior is given, all of them earlier in
 *     ancestral order
 * @param isGiven whether its prior is given c, and so one distribution for each example
 * @param observation the label that gives its value for some data, if there is one
 */
public record LatentVariable(
        String name,
        LatentSpace space,
        List<String> parents,
        boolean isGiven,
        Optional<Conditioning.Label> observation) {

    public LatentVariable {
        parents = List.copyOf(parents);
    }

    /** Creates a variable whose prior does not depend on c, and whose values are never known. */
    public LatentVariable(String name, LatentSpace space, List<String> parents) {
        this(name, space, parents, false, Optional.empty());
    }
}
