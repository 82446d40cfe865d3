// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.parts.product;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.google.inject.Inject;
import com.google.inject.Provider;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.vaelab.framework.latent.LatentSpace;
import org.vaelab.framework.plugin.ConfiguredPart;
import org.vaelab.framework.plugin.FactorNames;
import org.vaelab.framework.plugin.PartContext;
import org.vaelab.framework.plugin.PosteriorFactory;
import org.vaelab.framework.posterior.PosteriorFamily;

/** Makes {@link ProductFamily} of any posteriors that are announced. */
public final class ProductFactory implements PosteriorFactory<ProductFactory.Settings> {

    /**
     * Settings.
     *
     * @param latent the product in the notation of {@link ProductText}
     */
    public record Settings(@JsonProperty(required = true) String latent) {

        /** Checks the form; what the names mean is for {@link ProductFactory#check}. */
        public Settings {
            underKey(() -> ProductText.parse(latent));
        }
    }

    // A provider: this factory is one of the posteriors.
    private final Provider<Map<String, PosteriorFactory<?>>> posteriors;

    /** Creates the factory among all posteriors. */
    @Inject
    public ProductFactory(Provider<Map<String, PosteriorFactory<?>>> posteriors) {
        this.posteriors = posteriors;
    }

    @Override
    public Class<Settings> settingsType() {
        return Settings.class;
    }

    @Override
    public String description() {
        return "independent factors, such as normal(8) x sphere(16) x onehot(10, 4)";
    }

    /**
     * Checks that every factor is a posterior with its settings.
     *
     * @throws IllegalArgumentException with the position of one that is not
     */
    @Override
    public void check(Settings settings) {
        underKey(() -> factors(settings));
    }

    private static void underKey(Runnable check) {
        try {
            check.run();
        } catch (IllegalArgumentException e) {
            // Without its cause: who explains a refusal looks for the innermost message.
            throw new IllegalArgumentException("latent: " + e.getMessage());
        }
    }

    private Map<String, ConfiguredPart<PosteriorFactory<?>>> factors(Settings settings) {
        FactorNames names = new FactorNames(posteriors.get());
        return new Factors(names).find(ProductText.parse(settings.latent()));
    }

    /** Returns the product of the factors' spaces, where all are known. */
    @Override
    public Optional<LatentSpace> space(Settings settings) {
        List<LatentSpace> spaces = new ArrayList<>();
        Collection<ConfiguredPart<PosteriorFactory<?>>> all = factors(settings).values();
        all.forEach(part -> ConfiguredPart.space(part).ifPresent(spaces::add));
        return spaces.size() == all.size() ? Optional.of(new Product(spaces)) : Optional.empty();
    }

    @Override
    public PosteriorFamily create(Settings settings, PartContext context) {
        Map<String, PosteriorFamily> families = new LinkedHashMap<>();
        factors(settings)
                .forEach(
                        (name, part) ->
                                families.put(
                                        name, ConfiguredPart.make(part, context.forPart(name))));
        return new ProductFamily(families);
    }
}
