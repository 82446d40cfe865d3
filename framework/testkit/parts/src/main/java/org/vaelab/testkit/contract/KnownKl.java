// SPDX-License-Identifier: Apache-2.0
package org.vaelab.testkit.contract;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.vaelab.framework.latent.Distribution;
import org.vaelab.framework.latent.Factored;
import org.vaelab.framework.model.KlRegistry;
import org.vaelab.framework.model.KlRegistry.AnalyticKl;
import org.vaelab.framework.tensor.Tensor;

/**
 * KL(q || p) in closed form: of distributions with independent factors the sum over these.
 *
 * @param terms at least one
 */
record KnownKl(List<Term> terms) {

    /** The divergence of one factor, or of the whole. */
    record Term(AnalyticKl<?, ?> kl, Distribution q, Distribution p) {}

    /** Returns the divergence of two distributions, if it is announced for all their factors. */
    static Optional<KnownKl> between(KlRegistry announced, Distribution q, Distribution p) {
        List<Distribution> left = List.copyOf(Factored.of(q).values());
        List<Distribution> right = List.copyOf(Factored.of(p).values());
        if (left.size() != right.size()) {
            return Optional.empty();
        }
        List<Term> terms = new ArrayList<>();
        for (int i = 0; i < left.size(); i++) {
            Optional<AnalyticKl<?, ?>> known = announced.find(left.get(i), right.get(i));
            if (known.isEmpty()) {
                return Optional.empty();
            }
            terms.add(new Term(known.get(), left.get(i), right.get(i)));
        }
        return Optional.of(new KnownKl(terms));
    }

    /** Returns the divergence in nats, [R]. */
    Tensor value() {
        return terms.stream()
                .map(term -> term.kl().of(term.q(), term.p()))
                .reduce(Tensor::add)
                .orElseThrow();
    }

    /** Returns the divergences of units, [R, U], if they are known for all factors. */
    Optional<Tensor> perUnit() {
        List<Tensor> units = new ArrayList<>();
        terms.forEach(term -> term.kl().perUnit(term.q(), term.p()).ifPresent(units::add));
        return units.size() == terms.size()
                ? Optional.of(Tensor.concatenate(units, -1))
                : Optional.empty();
    }
}
