// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.parts.product;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.vaelab.framework.latent.Distribution;
import org.vaelab.framework.latent.Factored;
import org.vaelab.framework.latent.NetworkInput;
import org.vaelab.framework.posterior.Draw;
import org.vaelab.framework.posterior.TrainingEffects;
import org.vaelab.framework.tensor.Tensor;

/**
 * Draws of independent factors.
 *
 * @param space the product
 * @param factors by name, in order
 * @param z their values, [K, R, event]
 * @param logProbability the sum of theirs, [K, R]
 */
record ProductDraw(Product space, Map<String, Draw> factors, Tensor z, Tensor logProbability)
        implements Draw, Factored<Draw> {

    ProductDraw {
        factors = Collections.unmodifiableMap(new LinkedHashMap<>(factors));
    }

    static ProductDraw of(Product space, Map<String, Draw> factors) {
        return new ProductDraw(
                space,
                factors,
                space.join(factors.values().stream().map(Draw::z).toList()),
                sum(factors.values().stream().map(Draw::logProbability).toList()));
    }

    /**
     * {@inheritDoc}
     *
     * <p>A relaxed factor is compared with the relaxation of its own prior.
     *
     * @throws IllegalArgumentException if a factor is relaxed, and the other does not fall into
     *     factors
     */
    @Override
    public Tensor logProbabilityUnder(Distribution other) {
        if (!isRelaxed()) {
            return other.logProbability(z);
        }
        Collection<Distribution> others = Factored.of(other).values();
        if (others.size() != factors.size()) {
            throw new IllegalArgumentException(
                    "prior "
                            + other.getClass().getSimpleName()
                            + " is one of all factors together, and has no relaxation with which a"
                            + " relaxed draw could be compared; use a prior of type product");
        }
        List<Distribution> priors = List.copyOf(others);
        List<Tensor> terms = new ArrayList<>();
        for (Draw factor : factors.values()) {
            terms.add(factor.logProbabilityUnder(priors.get(terms.size())));
        }
        return sum(terms);
    }

    @Override
    public Tensor networkInput(NetworkInput map) {
        Map<String, NetworkInput> inputs = ((ProductNetworkInput) map).factors();
        List<Tensor> laidOut = new ArrayList<>();
        factors.forEach((name, draw) -> laidOut.add(draw.networkInput(inputs.get(name))));
        return Tensor.concatenate(laidOut, -1);
    }

    @Override
    public boolean isRelaxed() {
        return factors.values().stream().anyMatch(Draw::isRelaxed);
    }

    @Override
    public TrainingEffects effects() {
        Map<String, TrainingEffects> effects = new LinkedHashMap<>();
        factors.forEach((name, draw) -> effects.put(name, draw.effects()));
        return TrainingEffects.joined(effects);
    }

    @Override
    public Draw mapped(UnaryOperator<Tensor> function) {
        Map<String, Draw> all = new LinkedHashMap<>();
        factors.forEach((name, draw) -> all.put(name, draw.mapped(function)));
        return of(space, all);
    }

    static Tensor sum(List<Tensor> terms) {
        return terms.stream().reduce(Tensor::add).orElseThrow();
    }
}
