// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.posterior;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.vaelab.framework.prior.Prior;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.tensor.Tensor;

/**
 * Independent factors.
 *
 * <pre>
 *   log q(z) = sum_i log q_i(z_i),  z = (z_1, z_2, ...)
 * </pre>
 *
 * <p>Each factor is drawn under a key of its own, split by its name, so that one factor's draws do not
 * depend on the others. Where a factor passes no gradient through its draws, no other does: the whole
 * is then followed by the score function, which asks that all be drawn alike.
 *
 * @param family of which this is one
 * @param factors the posteriors of its factors, in order
 */
public record ProductPosterior(ProductFamily family, List<Posterior> factors) implements Posterior {

    /**
     * Copies the factors.
     *
     * @throws IllegalArgumentException if one is relaxed and another passes no gradient: the density
     *     of a relaxation is no probability by which a score function could be weighed
     */
    public ProductPosterior {
        factors = List.copyOf(factors);
        if (factors.size() != family.factors().size()) {
            throw new IllegalArgumentException(
                    factors.size() + " posteriors for " + family.factors().size() + " factors");
        }
        requireAlike(family, factors);
    }

    private static void requireAlike(ProductFamily family, List<Posterior> factors) {
        List<String> names = List.copyOf(family.factors().keySet());
        for (int i = 0; i < factors.size(); i++) {
            for (int j = 0; j < factors.size(); j++) {
                GradientKind first = factors.get(i).gradient();
                GradientKind second = factors.get(j).gradient();
                if (first.isBiased() && !second.isThroughDraw()) {
                    throw new IllegalArgumentException(
                            "factor '"
                                    + names.get(i)
                                    + "' has a "
                                    + first.label()
                                    + " gradient and factor '"
                                    + names.get(j)
                                    + "' none through its draws: no estimator can use both; draw"
                                    + " them alike");
                }
            }
        }
    }

    @Override
    public Draw draw(RandomKey key, int samples) {
        List<Draw> draws = new ArrayList<>();
        List<Tensor> embedded = new ArrayList<>();
        Map<String, Tensor> penalties = new LinkedHashMap<>();
        family.factors()
                .forEach(
                        (name, factor) -> {
                            Posterior q = factors.get(draws.size());
                            Draw draw = alike(q, q.draw(key.split(name), samples));
                            draw.penalties()
                                    .forEach((p, value) -> penalties.put(name + "." + p, value));
                            embedded.add(draw.embedded(factor));
                            draws.add(draw);
                        });
        boolean relaxed = draws.stream().anyMatch(Draw::isRelaxed);
        return new Draw(
                family.space().join(draws.stream().map(Draw::z).toList()),
                sum(draws.stream().map(Draw::logProbability).toList()),
                penalties,
                relaxed ? Optional.of(prior -> logPrior(draws, prior)) : Optional.empty(),
                Optional.of(Tensor.concatenate(embedded, -1)),
                draws);
    }

    /** A draw as weak as the weakest: without a gradient where another factor's has none. */
    private Draw alike(Posterior q, Draw draw) {
        if (gradient().isThroughDraw() || !q.gradient().isThroughDraw()) {
            return draw;
        }
        Tensor z = draw.z().stopGradient();
        return new Draw(
                z,
                q.logProbability(z),
                draw.penalties(),
                draw.relaxation(),
                draw.embedding().map(Tensor::stopGradient),
                draw.factors());
    }

    /** A relaxed factor is compared with the relaxation of its own prior. */
    private static Tensor logPrior(List<Draw> draws, Prior prior) {
        if (prior.factors().size() != draws.size()) {
            throw new IllegalArgumentException(
                    "prior "
                            + prior.getClass().getSimpleName()
                            + " is one of all factors together, and has no relaxation with which a"
                            + " relaxed draw could be compared; use a prior of type product");
        }
        List<Tensor> terms = new ArrayList<>();
        for (Draw draw : draws) {
            terms.add(draw.logPrior(prior.factors().get(terms.size())));
        }
        return sum(terms);
    }

    private static Tensor sum(List<Tensor> terms) {
        return terms.stream().reduce(Tensor::add).orElseThrow();
    }

    @Override
    public Tensor logProbability(Tensor z) {
        List<Tensor> parts = family.space().split(z);
        List<Tensor> terms = new ArrayList<>();
        for (Posterior factor : factors) {
            terms.add(factor.logProbability(parts.get(terms.size())));
        }
        return sum(terms);
    }

    /** Returns the locations of the factors, side by side. */
    @Override
    public Tensor location() {
        return family.space().join(factors.stream().map(Posterior::location).toList());
    }

    /** Returns the weakest kind of the factors. */
    @Override
    public GradientKind gradient() {
        return GradientKind.weakest(factors.stream().map(Posterior::gradient).toList());
    }
}
