// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.parts.product;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.vaelab.framework.component.Component;
import org.vaelab.framework.component.Parameter;
import org.vaelab.framework.latent.Distribution;
import org.vaelab.framework.latent.Factored;
import org.vaelab.framework.latent.LatentSpace;
import org.vaelab.framework.latent.Prior;
import org.vaelab.framework.latent.Prior.FitLoss;
import org.vaelab.framework.plugin.PriorContext;
import org.vaelab.framework.plugin.PriorPart;
import org.vaelab.framework.posterior.PosteriorFamily;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.settings.Part;
import org.vaelab.framework.settings.PartType;
import org.vaelab.framework.settings.Parts;
import org.vaelab.framework.settings.Registry;
import org.vaelab.framework.settings.Setting;
import org.vaelab.framework.settings.SettingException;
import org.vaelab.framework.tensor.Tensor;

/**
 * Independent factors: {@code log p(z) = sum_i log p_i(z_i)}.
 *
 * @param factors the priors of the factors by name, in order, at least two
 */
public record ProductPrior(Map<String, Prior> factors) implements Prior, Factored<Prior> {

    @Part(value = "product", description = "independent factors, each with a prior of its own")
    public record Settings(
            @Setting(
                            "for each factor of the posterior, in order, a prior: a name, or a mapping with type and"
                                    + " settings")
                    List<JsonNode> factors)
            implements PriorPart {

        public Settings {
            factors = List.copyOf(factors);
        }

        /**
         * Checks that every factor is a prior with its settings.
         *
         * @throws IllegalArgumentException with the number of one that is not
         */
        @Override
        public void check(Parts parts) {
            find(parts);
        }

        private List<PriorPart> find(Parts parts) {
            Registry<PriorPart> priors = parts.of(PriorPart.class);
            List<PriorPart> found = new ArrayList<>();
            for (JsonNode factor : factors) {
                try {
                    found.add(priors.create(factor, Map.of()));
                } catch (IllegalArgumentException e) {
                    throw SettingException.about(
                            "factors", "number " + (found.size() + 1) + ": " + e.getMessage(), e);
                }
            }
            return found;
        }

        @Override
        public List<PriorPart> inner(Parts parts) {
            return find(parts);
        }

        @Override
        public Prior create(PriorContext context) {
            Map<String, PosteriorFamily> families = Factored.of(context.posterior());
            if (factors.size() != families.size()) {
                throw new IllegalArgumentException(
                        ("prior product lists %s, the factors of the latent space %s are" + " %s")
                                .formatted(factors.size(), context.space(), families.size()));
            }
            List<PriorPart> found = find(context.part().parts());
            Map<String, Prior> priors = new LinkedHashMap<>();
            for (String name : families.keySet()) {
                priors.put(name, plain(found.get(priors.size()), context.forFactor(name)));
            }
            return new ProductPrior(priors);
        }

        private static Prior plain(PriorPart chosen, PriorContext context) {
            if (chosen.create(context) instanceof Prior prior) {
                return prior;
            }
            throw new IllegalArgumentException(
                    "prior "
                            + PartType.nameOf(chosen)
                            + " is given the condition, which the factors of a product are not; take it"
                            + " for the whole space");
        }
    }

    public ProductPrior {
        factors = Collections.unmodifiableMap(new LinkedHashMap<>(factors));
        product(factors);
    }

    private static Product product(Map<String, Prior> factors) {
        return new Product(factors.values().stream().<LatentSpace>map(Prior::space).toList());
    }

    @Override
    public Product space() {
        return product(factors);
    }

    @Override
    public double tailIndex() {
        return factors.values().stream()
                .mapToDouble(Distribution::tailIndex)
                .min()
                .orElse(Double.POSITIVE_INFINITY);
    }

    @Override
    public Optional<double[]> variances() {
        List<double[]> known = new ArrayList<>();
        factors.values().forEach(factor -> factor.variances().ifPresent(known::add));
        return known.size() == factors.size()
                ? Optional.of(known.stream().flatMapToDouble(Arrays::stream).toArray())
                : Optional.empty();
    }

    @Override
    public double decay() {
        return factors.values().stream().mapToDouble(Distribution::decay).max().orElse(0);
    }

    @Override
    public Tensor logProbability(Tensor z) {
        return Product.sum(space().each(factors.values(), z, Prior::logProbability));
    }

    /** Returns the densities of the units of the factors, side by side, where all are known. */
    @Override
    public Optional<UnaryOperator<Tensor>> byUnit() {
        return Product.all(factors.values(), Prior::byUnit)
                .map(of -> z -> Tensor.concatenate(space().each(of, z, UnaryOperator::apply), -1));
    }

    /**
     * {@inheritDoc} Here it is the sum over the factors, of {@code -log p_i} for one without its
     * own.
     */
    @Override
    public Optional<FitLoss> fitLoss() {
        if (factors.values().stream().allMatch(factor -> factor.fitLoss().isEmpty())) {
            return Optional.empty();
        }
        return Optional.of(this::fitLoss);
    }

    private Tensor fitLoss(Tensor z, RandomKey key) {
        Iterator<Map.Entry<String, Prior>> named = factors.entrySet().iterator();
        return Product.sum(
                space().each(
                                factors.values(),
                                z,
                                (factor, part) -> {
                                    RandomKey own = key.split(named.next().getKey());
                                    return factor.fitLoss()
                                            .map(loss -> loss.of(part, own))
                                            .orElseGet(() -> factor.logProbability(part).neg());
                                }));
    }

    @Override
    public ProductPrior prepared() {
        Map<String, Prior> prepared = new LinkedHashMap<>();
        factors.forEach((name, factor) -> prepared.put(name, factor.prepared()));
        return new ProductPrior(prepared);
    }

    @Override
    public Tensor sample(RandomKey key, int n) {
        List<Tensor> parts = new ArrayList<>();
        factors.forEach((name, factor) -> parts.add(factor.sample(key.split(name), n)));
        return space().join(parts);
    }

    /** Returns the parameters of all factors, named {@code factor.parameter}. */
    @Override
    public List<Parameter> parameters() {
        return Component.named(factors);
    }
}
