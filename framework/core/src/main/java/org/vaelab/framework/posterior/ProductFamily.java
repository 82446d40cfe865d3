// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.posterior;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.vaelab.framework.component.Clock;
import org.vaelab.framework.component.Parameter;
import org.vaelab.framework.component.Phase;
import org.vaelab.framework.latent.LatentSpace;
import org.vaelab.framework.latent.Product;
import org.vaelab.framework.network.Head;
import org.vaelab.framework.prior.Prior;
import org.vaelab.framework.prior.ProductPrior;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorRuntime;

/**
 * The family of {@link ProductPosterior}s: independent factors, each of a family of its own. The
 * heads of the factors lie side by side in the encoder's output, named {@code normal.mean} and so on.
 *
 * @param factors the families by name, in order, at least two
 */
public record ProductFamily(Map<String, PosteriorFamily> factors) implements PosteriorFamily {

    /**
     * Copies the factors in their order, and checks that they have a product.
     *
     * @throws IllegalArgumentException also if one lies on a grid, which the others do not share
     */
    public ProductFamily {
        factors = Collections.unmodifiableMap(new LinkedHashMap<>(factors));
        product(factors);
        factors.forEach(ProductFamily::requireNoGrid);
    }

    private static void requireNoGrid(String name, PosteriorFamily factor) {
        factor.head()
                .grid()
                .or(factor::embeddedGrid)
                .ifPresent(
                        grid -> {
                            throw new IllegalArgumentException(
                                    "factor '"
                                            + name
                                            + "' lies on a grid of "
                                            + grid
                                            + ", and a product on none");
                        });
    }

    private static Product product(Map<String, PosteriorFamily> factors) {
        return new Product(
                factors.values().stream().<LatentSpace>map(PosteriorFamily::space).toList());
    }

    @Override
    public Product space() {
        return product(factors);
    }

    @Override
    public Head head() {
        List<Head.Output> outputs = new ArrayList<>();
        factors.forEach(
                (name, family) ->
                        family.head()
                                .outputs()
                                .forEach(
                                        output ->
                                                outputs.add(
                                                        new Head.Output(
                                                                name + "." + output.name(),
                                                                output.width(),
                                                                output.constraint()))));
        return new Head(outputs, Optional.empty());
    }

    /** Gives every factor its part of the output, raw: its own head knows the constraints. */
    @Override
    public ProductPosterior of(Tensor headOutput, Phase phase) {
        List<Head.Output> raw = new ArrayList<>();
        factors.forEach((name, family) -> raw.add(Head.real(name, family.head().width())));
        List<Tensor> parts = new Head(raw, Optional.empty()).split(headOutput);
        List<Posterior> posteriors = new ArrayList<>();
        for (PosteriorFamily family : factors.values()) {
            posteriors.add(family.of(parts.get(posteriors.size()), phase));
        }
        return new ProductPosterior(this, posteriors);
    }

    /** Returns whether all factors are point masses. */
    @Override
    public boolean isDeterministic() {
        return factors.values().stream().allMatch(PosteriorFamily::isDeterministic);
    }

    /** Returns the product of the factors' standard priors. */
    @Override
    public Prior standardPrior(TensorRuntime runtime) {
        Map<String, Prior> priors = new LinkedHashMap<>();
        factors.forEach((name, family) -> priors.put(name, family.standardPrior(runtime)));
        return new ProductPrior(priors);
    }

    @Override
    public int embeddedWidth() {
        return factors.values().stream().mapToInt(PosteriorFamily::embeddedWidth).sum();
    }

    /** Embeds every factor as its family does, side by side. */
    @Override
    public Tensor embed(Tensor z) {
        List<Tensor> parts = space().split(z);
        List<Tensor> embedded = new ArrayList<>();
        for (PosteriorFamily family : factors.values()) {
            embedded.add(family.embed(parts.get(embedded.size())));
        }
        return Tensor.concatenate(embedded, -1);
    }

    @Override
    public Class<ProductPosterior> type() {
        return ProductPosterior.class;
    }

    /** Returns the parameters of all factors, named {@code factor.parameter}. */
    @Override
    public List<Parameter> parameters() {
        List<Parameter> all = new ArrayList<>();
        factors.forEach(
                (name, family) -> family.parameters().forEach(p -> all.add(p.within(name))));
        return all;
    }

    @Override
    public void afterStep(Clock clock) {
        factors.values().forEach(family -> family.afterStep(clock));
    }
}
