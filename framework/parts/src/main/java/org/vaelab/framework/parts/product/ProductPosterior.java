// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.parts.product;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.vaelab.framework.latent.Distribution;
import org.vaelab.framework.latent.Factored;
import org.vaelab.framework.latent.NetworkInput;
import org.vaelab.framework.posterior.Draw;
import org.vaelab.framework.posterior.GradientKind;
import org.vaelab.framework.posterior.Posterior;
import org.vaelab.framework.posterior.TrainingEffects;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.tensor.Tensor;

/**
 * Independent factors.
 *
 * <pre>
 *   log q(z) = sum_i log q_i(z_i),  z = (z_1, z_2, ...)
 * </pre>
 *
 * <p>Each factor is drawn under a key of its own, split by its name, so that one factor's draws do
 * not depend on the others. Where a factor passes no gradient through its draws, no other does: the
 * whole is then followed by the score function, which asks that all be drawn alike.
 *
 * @param space the product
 * @param factors the posteriors of its factors by name, in order
 */
public record ProductPosterior(Product space, Map<String, Posterior> factors)
        implements Posterior, Factored<Posterior> {

    public ProductPosterior {
        factors = Collections.unmodifiableMap(new LinkedHashMap<>(factors));
        if (factors.size() != space.factors().size()) {
            throw new IllegalArgumentException(
                    factors.size() + " posteriors for " + space.factors().size() + " factors");
        }
        requireAlike(factors);
    }

    private static void requireAlike(Map<String, Posterior> factors) {
        factors.forEach(
                (name, factor) ->
                        factors.forEach(
                                (otherName, other) -> {
                                    if (factor.gradient().isBiased()
                                            && !other.gradient().isThroughDraw()) {
                                        throw new IllegalArgumentException(
                                                ("factor '%s' has a %s gradient and"
                                                                + " factor '%s' none through its draws: no"
                                                                + " estimator can use both; draw them alike")
                                                        .formatted(
                                                                name,
                                                                factor.gradient().label(),
                                                                otherName));
                                    }
                                }));
    }

    @Override
    public Draw draw(RandomKey key, int samples) {
        Map<String, Draw> draws = new LinkedHashMap<>();
        factors.forEach((name, q) -> draws.put(name, alike(q, q.draw(key.split(name), samples))));
        return ProductDraw.of(space, draws);
    }

    /** A draw as weak as the weakest: without a gradient where another factor's has none. */
    private Draw alike(Posterior q, Draw draw) {
        if (gradient().isThroughDraw() || !q.gradient().isThroughDraw()) {
            return draw;
        }
        Tensor z = draw.z().stopGradient();
        return Draw.of(z, q.logProbability(z));
    }

    @Override
    public double tailIndex() {
        return factors.values().stream()
                .mapToDouble(Distribution::tailIndex)
                .min()
                .orElse(Double.POSITIVE_INFINITY);
    }

    @Override
    public double decay() {
        return factors.values().stream().mapToDouble(Distribution::decay).max().orElse(0);
    }

    @Override
    public Tensor logProbability(Tensor z) {
        return Product.sum(space.each(factors.values(), z, Posterior::logProbability));
    }

    @Override
    public Tensor location() {
        return space.join(factors.values().stream().map(Posterior::location).toList());
    }

    @Override
    public Optional<Tensor> expectation() {
        return Product.all(factors.values(), Posterior::expectation).map(space::join);
    }

    @Override
    public Optional<Tensor> entropy() {
        return Product.all(factors.values(), Posterior::entropy).map(Product::sum);
    }

    /** Returns the weakest kind of the factors. */
    @Override
    public GradientKind gradient() {
        return GradientKind.weakest(factors.values().stream().map(Posterior::gradient).toList());
    }

    @Override
    public boolean isPointMass() {
        return factors.values().stream().allMatch(Posterior::isPointMass);
    }

    /** Returns the numbers of all factors, named {@code factor.number}. */
    @Override
    public Map<String, Tensor> numbers() {
        Map<String, Tensor> numbers = new LinkedHashMap<>();
        factors.forEach(
                (name, factor) ->
                        factor.numbers()
                                .forEach(
                                        (number, value) ->
                                                numbers.put(name + "." + number, value)));
        return numbers;
    }

    @Override
    public String howToDraw() {
        return factors.entrySet().stream()
                .filter(factor -> !factor.getValue().howToDraw().isEmpty())
                .map(factor -> "of `" + factor.getKey() + "` " + factor.getValue().howToDraw())
                .collect(Collectors.joining("; "));
    }

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
                    Product.sum(factors.values().stream().map(Draw::logProbability).toList()));
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
            return Product.sum(terms);
        }

        @Override
        public Tensor networkInput(NetworkInput map) {
            Map<String, NetworkInput> inputs = ((Product.ProductNetworkInput) map).factors();
            List<Tensor> laidOut = new ArrayList<>();
            factors.forEach((name, draw) -> laidOut.add(draw.networkInput(inputs.get(name))));
            return Tensor.concatenate(laidOut, -1);
        }

        @Override
        public boolean isRelaxed() {
            return factors.values().stream().anyMatch(Draw::isRelaxed);
        }

        @Override
        public boolean isContinued() {
            return factors.values().stream().anyMatch(Draw::isContinued);
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
    }
}
