// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.parts.product;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.vaelab.framework.component.Component;
import org.vaelab.framework.component.Parameter;
import org.vaelab.framework.component.PartContext;
import org.vaelab.framework.component.Phase;
import org.vaelab.framework.latent.LatentSpace;
import org.vaelab.framework.latent.NetworkInput;
import org.vaelab.framework.network.Head;
import org.vaelab.framework.network.HeadForm;
import org.vaelab.framework.posterior.Posterior;
import org.vaelab.framework.posterior.PosteriorFamily;
import org.vaelab.framework.posterior.PosteriorFamily.FactoredFamily;
import org.vaelab.framework.posterior.PosteriorPart;
import org.vaelab.framework.settings.Part;
import org.vaelab.framework.settings.Parts;
import org.vaelab.framework.settings.Setting;
import org.vaelab.framework.settings.SettingException;
import org.vaelab.framework.tensor.Tensor;

/**
 * The family of {@link ProductPosterior}s: independent factors, each of a family of its own. The
 * heads of the factors lie side by side in the encoder's output, named {@code normal.mean} and so
 * on.
 *
 * @param factors the families by name, in order, at least two
 */
public record ProductFamily(Map<String, PosteriorFamily> factors) implements FactoredFamily {

    @Part(
            value = "product",
            description = "independent factors, such as normal(8) x sphere(16) x onehot(10, 4)",
            variant = "product")
    public record Settings(
            @Setting("the factors, each with its settings: normal(8) x sphere(16)") String latent)
            implements PosteriorPart {

        /** Checks the form; what the names mean is for {@link #check}. */
        public Settings {
            underKey(() -> ProductText.parse(latent));
        }

        /**
         * Checks that every factor is a posterior with its settings.
         *
         * @throws IllegalArgumentException with the position of one that is not
         */
        @Override
        public void check(Parts parts) {
            underKey(() -> factors(parts));
        }

        private static void underKey(Runnable check) {
            try {
                check.run();
            } catch (IllegalArgumentException e) {
                // Without its cause: who explains a refusal looks for the innermost message.
                throw SettingException.about("latent", "" + e.getMessage());
            }
        }

        @Override
        public Optional<LatentSpace> knownSpace(Parts parts) {
            return Product.all(factors(parts).values(), part -> part.knownSpace(parts))
                    .map(Product::new);
        }

        private Map<String, PosteriorPart> factors(Parts parts) {
            return new Factors(parts).find(ProductText.parse(latent));
        }

        @Override
        public Collection<PosteriorPart> inner(Parts parts) {
            return factors(parts).values();
        }

        @Override
        public PosteriorFamily create(PartContext context) {
            Map<String, PosteriorFamily> families = new LinkedHashMap<>();
            factors(context.parts())
                    .forEach(
                            (name, part) -> families.put(name, part.create(context.forPart(name))));
            return new ProductFamily(families);
        }
    }

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
                .or(() -> factor.networkInput().grid())
                .ifPresent(
                        grid -> {
                            throw new IllegalArgumentException(
                                    ("factor '%s' lies on a grid of %s, and a product on" + " none")
                                            .formatted(name, grid));
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
                        family.head().outputs().forEach(own -> outputs.add(own.within(name))));
        return new Head(outputs, Optional.empty());
    }

    /** Returns the preferred form of each factor, with names such as {@code normal.mean}. */
    @Override
    public List<HeadForm> forms() {
        List<HeadForm.Parameter> numbers = new ArrayList<>();
        List<HeadForm> each = new ArrayList<>();
        factors.forEach(
                (name, family) -> {
                    HeadForm form = family.forms().get(0);
                    each.add(form);
                    form.numbers().forEach(own -> numbers.add(own.within(name)));
                });
        return List.of(new HeadForm(numbers, given -> headOutput(each, given)));
    }

    @Override
    public ProductFamily asGiven() {
        Map<String, PosteriorFamily> given = new LinkedHashMap<>();
        factors.forEach((name, family) -> given.put(name, family.asGiven()));
        return new ProductFamily(given);
    }

    private static Tensor headOutput(List<HeadForm> each, List<Tensor> given) {
        List<Tensor> parts = new ArrayList<>();
        int from = 0;
        for (HeadForm form : each) {
            int to = from + form.numbers().size();
            parts.add(form.toHead().apply(given.subList(from, to)));
            from = to;
        }
        return HeadForm.joined(parts);
    }

    /** Passes each factor its raw part of the output; its own head applies the constraints. */
    @Override
    public ProductPosterior of(Tensor headOutput, Phase phase) {
        List<Head.Output> raw = new ArrayList<>();
        factors.forEach((name, family) -> raw.add(Head.real(name, family.head().width())));
        List<Tensor> parts = new Head(raw, Optional.empty()).split(headOutput);
        Map<String, Posterior> posteriors = new LinkedHashMap<>();
        factors.forEach(
                (name, family) ->
                        posteriors.put(name, family.of(parts.get(posteriors.size()), phase)));
        return joined(posteriors);
    }

    @Override
    public ProductPosterior joined(Map<String, Posterior> each) {
        return new ProductPosterior(space(), each);
    }

    @Override
    public NetworkInput networkInput() {
        Map<String, NetworkInput> inputs = new LinkedHashMap<>();
        factors.forEach((name, family) -> inputs.put(name, family.networkInput()));
        return new Product.ProductNetworkInput(space(), inputs);
    }

    /** Returns the parameters of all factors, named {@code factor.parameter}. */
    @Override
    public List<Parameter> parameters() {
        return Component.named(factors);
    }
}
