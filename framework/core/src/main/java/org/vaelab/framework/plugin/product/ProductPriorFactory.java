// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.plugin.product;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.inject.Inject;
import com.google.inject.Provider;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.vaelab.framework.naming.Spelling;
import org.vaelab.framework.plugin.Chosen;
import org.vaelab.framework.plugin.PartContext;
import org.vaelab.framework.plugin.PriorFactory;
import org.vaelab.framework.prior.Prior;
import org.vaelab.framework.prior.ProductPrior;

/** Makes {@link ProductPrior} of any priors that are announced, for a posterior that is a product. */
public final class ProductPriorFactory implements PriorFactory<ProductPriorFactory.Settings> {

    private static final String TYPE = "type";

    /**
     * Settings.
     *
     * @param factors for each factor of the posterior, in order, a prior: its name, or a mapping with
     *     the name as {@code type} and its settings
     */
    public record Settings(@JsonProperty(required = true) List<JsonNode> factors) {

        /** Copies the list. */
        public Settings {
            factors = List.copyOf(factors);
        }
    }

    // A provider: this factory is one of the priors.
    private final Provider<Map<String, PriorFactory<?>>> priors;

    /** Creates the factory among all priors. */
    @Inject
    public ProductPriorFactory(Provider<Map<String, PriorFactory<?>>> priors) {
        this.priors = priors;
    }

    @Override
    public Class<Settings> settingsType() {
        return Settings.class;
    }

    @Override
    public String description() {
        return "independent factors, each with a prior of its own";
    }

    /**
     * Checks that every factor is a prior with its settings.
     *
     * @throws IllegalArgumentException with the number of one that is not
     */
    @Override
    public void check(Settings settings) {
        chosen(settings);
    }

    private List<Chosen<PriorFactory<?>>> chosen(Settings settings) {
        List<Chosen<PriorFactory<?>>> chosen = new ArrayList<>();
        for (JsonNode factor : settings.factors()) {
            try {
                chosen.add(choose(factor));
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException(
                        "factors: number " + (chosen.size() + 1) + ": " + e.getMessage(), e);
            }
        }
        return chosen;
    }

    private Chosen<PriorFactory<?>> choose(JsonNode factor) {
        JsonNode named = factor.isObject() ? factor.path(TYPE) : factor;
        if (!named.isTextual()) {
            throw new IllegalArgumentException(
                    factor + " is neither the name of a prior nor a mapping with a type");
        }
        String name = named.asText();
        Map<String, PriorFactory<?>> announced = priors.get();
        PriorFactory<?> factory = announced.get(name);
        if (factory == null) {
            throw new IllegalArgumentException(
                    "unknown prior '"
                            + name
                            + "'\n"
                            + Spelling.hint(name, new TreeSet<>(announced.keySet())));
        }
        ObjectNode own =
                factor instanceof ObjectNode object
                        ? object.deepCopy().without(Set.of(TYPE))
                        : JsonNodeFactory.instance.objectNode();
        SettingsBinding binding = new SettingsBinding(factory.settingsType(), "'" + name + "'");
        return binding.choose(name, factory, own);
    }

    @Override
    public Prior create(Settings settings, PartContext context) {
        List<Chosen<PriorFactory<?>>> chosen = chosen(settings);
        Set<String> names = context.encoder().posterior().factors().keySet();
        if (chosen.size() != names.size()) {
            throw new IllegalArgumentException(
                    "prior product lists "
                            + chosen.size()
                            + ", the factors of the latent space "
                            + context.space()
                            + " are "
                            + Math.max(1, names.size()));
        }
        Map<String, Prior> priors = new LinkedHashMap<>();
        for (String name : names) {
            Chosen<PriorFactory<?>> prior = chosen.get(priors.size());
            priors.put(name, Chosen.make(prior, context.forFactor(name)));
        }
        return new ProductPrior(priors);
    }
}
