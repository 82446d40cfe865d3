// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.model;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.vaelab.framework.latent.Distribution;
import org.vaelab.framework.latent.PreparedPrior;

/**
 * The divergences that are known in closed form, by the types of the two distributions. If several
 * match two distributions, the one with the narrowest types is used.
 */
public record KlRegistry(Collection<AnalyticKl<?, ?>> known) {

    public KlRegistry {
        known = List.copyOf(known);
    }

    /**
     * Returns the divergence of two distributions, where it is known.
     *
     * @throws IllegalStateException if two are, and neither is of narrower types
     */
    public Optional<AnalyticKl<?, ?>> find(Distribution q, Distribution p) {
        Distribution original = original(p);
        List<AnalyticKl<?, ?>> between =
                known.stream().filter(candidate -> candidate.isBetween(q, original)).toList();
        Optional<AnalyticKl<?, ?>> narrowest =
                between.stream()
                        .filter(a -> between.stream().allMatch(a::isAtLeastAsSpecificAs))
                        .findFirst();
        if (narrowest.isEmpty() && !between.isEmpty()) {
            throw new IllegalStateException(
                    "it is not clear which of the divergences " + between + " is meant");
        }
        return narrowest;
    }

    /** Returns the distribution whose closed-form divergences are used: the prior itself. */
    public static Distribution original(Distribution p) {
        return p instanceof PreparedPrior prepared ? prepared.original() : p;
    }
}
