// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.prior;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.vaelab.framework.component.Clock;
import org.vaelab.framework.component.Parameter;
import org.vaelab.framework.latent.LatentSpace;
import org.vaelab.framework.latent.Product;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.tensor.Tensor;

/**
 * Independent factors: {@code log p(z) = sum_i log p_i(z_i)}.
 *
 * @param named the priors of the factors by name, in order, at least two
 */
public record ProductPrior(Map<String, Prior> named) implements Prior {

    /** Copies the factors in their order, and checks that they have a product. */
    public ProductPrior {
        named = Collections.unmodifiableMap(new LinkedHashMap<>(named));
        product(named);
    }

    private static Product product(Map<String, Prior> named) {
        return new Product(named.values().stream().<LatentSpace>map(Prior::space).toList());
    }

    @Override
    public Product space() {
        return product(named);
    }

    @Override
    public List<Prior> factors() {
        return List.copyOf(named.values());
    }

    @Override
    public Tensor logProbability(Tensor z) {
        List<Tensor> parts = space().split(z);
        List<Tensor> terms = new ArrayList<>();
        for (Prior factor : named.values()) {
            terms.add(factor.logProbability(parts.get(terms.size())));
        }
        return terms.stream().reduce(Tensor::add).orElseThrow();
    }

    @Override
    public ProductPrior prepared() {
        Map<String, Prior> prepared = new LinkedHashMap<>();
        named.forEach((name, factor) -> prepared.put(name, factor.prepared()));
        return new ProductPrior(prepared);
    }

    @Override
    public Tensor sample(RandomKey key, int n) {
        List<Tensor> parts = new ArrayList<>();
        named.forEach((name, factor) -> parts.add(factor.sample(key.split(name), n)));
        return space().join(parts);
    }

    /** Returns the parameters of all factors, named {@code factor.parameter}. */
    @Override
    public List<Parameter> parameters() {
        List<Parameter> all = new ArrayList<>();
        named.forEach((name, factor) -> factor.parameters().forEach(p -> all.add(p.within(name))));
        return all;
    }

    @Override
    public void afterStep(Clock clock) {
        named.values().forEach(factor -> factor.afterStep(clock));
    }
}
