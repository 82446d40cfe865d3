// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.posterior;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.vaelab.framework.prior.Prior;
import org.vaelab.framework.tensor.Tensor;

/**
 * Values drawn from a posterior, with their log-densities: computing the two apart loses precision.
 *
 * @param z [K, B, event]
 * @param logProbability log q(z given x) in nats, [K, B]
 * @param penalties named terms [K, B] that enter the loss and never the bound, such as a
 *     commitment
 * @param relaxation how a prior's density of a relaxed draw is found; empty for a draw of the
 *     distribution itself
 * @param embedding what a decoder is given, [K, B, embeddedWidth], where it passes gradients that z
 *     does not, as a straight-through code does; empty: what the family's {@code embed} makes of z
 * @param factors the draws of the factors of a product, in order; empty for other draws
 */
public record Draw(
        Tensor z,
        Tensor logProbability,
        Map<String, Tensor> penalties,
        Optional<Relaxation> relaxation,
        Optional<Tensor> embedding,
        List<Draw> factors) {

    /** Copies the penalties in their order. */
    public Draw {
        penalties = Collections.unmodifiableMap(new LinkedHashMap<>(penalties));
        factors = List.copyOf(factors);
    }

    /** Returns a draw of the distribution itself, without penalties. */
    public static Draw of(Tensor z, Tensor logProbability) {
        return new Draw(z, logProbability, Map.of(), Optional.empty(), Optional.empty(), List.of());
    }

    /** Returns a draw of a relaxation, without penalties. */
    public static Draw relaxed(Tensor z, Tensor logProbability, Relaxation relaxation) {
        return new Draw(
                z, logProbability, Map.of(), Optional.of(relaxation), Optional.empty(), List.of());
    }

    /** Returns whether the densities are those of a relaxation; a bound takes none of them. */
    public boolean isRelaxed() {
        return relaxation.isPresent();
    }

    /**
     * Returns log p of the draw in nats, [K, B]: a density of the same kind as log q.
     *
     * @throws IllegalArgumentException if the draw is relaxed and the prior has no relaxation
     */
    public Tensor logPrior(Prior prior) {
        return relaxation.isPresent() ? relaxation.get().logPrior(prior) : prior.logProbability(z);
    }

    /** Returns what a decoder is given, [K, B, embeddedWidth]. */
    public Tensor embedded(PosteriorFamily family) {
        return embedding.orElseGet(() -> family.embed(z));
    }

    /** Returns the draws {@code from} to {@code to - 1}, without penalties and relaxation. */
    public Draw slice(int from, int to) {
        return new Draw(
                z.slice(0, from, to),
                logProbability.slice(0, from, to),
                Map.of(),
                Optional.empty(),
                embedding.map(e -> e.slice(0, from, to)),
                factors.stream().map(factor -> factor.slice(from, to)).toList());
    }
}
