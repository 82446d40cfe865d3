// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.multimodal;

import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;
import org.vaelab.framework.data.Modality;

/**
 * The factors of a latent variable, some of which belong to one modality each (Palumbo et al. 2023,
 * section 3). Of n modalities these are the last n factors, in the same order. All modalities share
 * the others.
 *
 * @param shared the names of the shared factors, in order
 * @param own the names of the private factors, in the order of the modalities
 */
record PrivateFactors(List<String> shared, List<String> own) {

    /**
     * Divides the factors.
     *
     * @param owner the setting that asks for it, for messages
     * @throws IllegalArgumentException if there are fewer than n + 1
     */
    static PrivateFactors of(String owner, Collection<String> factors, List<Modality> modalities) {
        int first = factors.size() - modalities.size();
        if (first < 1) {
            throw new IllegalArgumentException(
                    ("%s: of %s modalities z has %s factors or more, those that all share and then one"
                                    + " for each, and here it has %s\nset latent: \"normal(8) x"
                                    + " normal(4) x normal(4)\", or the like")
                            .formatted(
                                    owner,
                                    modalities.size(),
                                    modalities.size() + 1,
                                    factors.size()));
        }
        List<String> all = List.copyOf(factors);
        return new PrivateFactors(all.subList(0, first), all.subList(first, all.size()));
    }

    /** Returns the factors that belong to a modality, alone or with others. */
    List<String> seenBy(int modality) {
        return Stream.concat(shared.stream(), Stream.of(own.get(modality))).toList();
    }
}
