// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.record;

import java.util.Objects;

/**
 * The mean over data of the KL of one latent unit, such as a coordinate of a Normal or a
 * categorical variable: how much of it a model uses. The units of a term sum to the KL of the term.
 *
 * @param term the latent variable, or the factor of it, such as {@code z1} or {@code normal}
 * @param unit its place in the term, from 0 on
 * @param kl mean over data of KL(q(z_u given x) || p(z_u)), in nats; NaN where that of some datum
 *     is
 * @param standardError over data, in nats; NaN with one datum
 */
public record UnitKl(String term, int unit, double kl, double standardError) {

    /** Checks that the term has a name of which nothing needs quoting. */
    public UnitKl {
        if (Objects.requireNonNull(term, "term").matches("(?s).*[,\"\r\n].*")) {
            throw new IllegalArgumentException("a term cannot be named '" + term + "'");
        }
    }
}
