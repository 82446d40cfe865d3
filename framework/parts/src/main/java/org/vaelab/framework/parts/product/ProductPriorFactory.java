// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.parts.product;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import com.google.inject.Inject;
import com.google.inject.Provider;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.vaelab.framework.latent.Factored;
import org.vaelab.framework.latent.Prior;
import org.vaelab.framework.naming.Spelling;
import org.vaelab.framework.plugin.ConfiguredPart;
import org.vaelab.framework.plugin.FormerPartName;
import org.vaelab.framework.plugin.PartNode;
import org.vaelab.framework.plugin.PriorContext;
import org.vaelab.framework.plugin.PriorFactory;
import org.vaelab.framework.plugin.SettingsBinding;
import org.vaelab.framework.posterior.PosteriorFamily;
import org.vaelab.framework.settings.FormerNames;

/** Makes {@link ProductPrior} of any priors that are announced, for a posterior that is a product. */
public final class ProductPriorFactory implements PriorFactory<ProductPriorFactory.Settings> {

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
    private final Set<FormerPartName> formerNames;

    /** Creates the factory among all priors. */
    @Inject
    public ProductPriorFactory(
            Provider<Map<String, PriorFactory<?>>> priors, Set<FormerPartName> formerNames) {
        this.priors = priors;
        this.formerNames = formerNames;
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

    private List<ConfiguredPart<PriorFactory<?>>> chosen(Settings settings) {
        List<ConfiguredPart<PriorFactory<?>>> chosen = new ArrayList<>();
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

    private ConfiguredPart<PriorFactory<?>> choose(JsonNode factor) {
        PartNode node = PartNode.of("prior", factor);
        String name = node.name();
        Map<String, PriorFactory<?>> announced = priors.get();
        PriorFactory<?> factory = announced.get(name);
        if (factory == null) {
            throw new IllegalArgumentException(
                    "unknown prior '" + name + "'\n" + hint(name, announced.keySet()));
        }
        SettingsBinding binding = new SettingsBinding(factory.settingsType(), "'" + name + "'");
        return binding.choose(name, factory, node.settings());
    }

    private String hint(String name, Set<String> announced) {
        return formerNames.stream()
                .filter(former -> former.kind().equals("prior") && former.former().equals(name))
                .map(former -> FormerNames.hint(former.present()))
                .findFirst()
                .orElseGet(() -> Spelling.hint(name, new TreeSet<>(announced)));
    }

    @Override
    public Prior create(Settings settings, PriorContext context) {
        List<ConfiguredPart<PriorFactory<?>>> chosen = chosen(settings);
        Map<String, PosteriorFamily> families = Factored.of(context.posterior());
        if (chosen.size() != families.size()) {
            throw new IllegalArgumentException(
                    "prior product lists "
                            + chosen.size()
                            + ", the factors of the latent space "
                            + context.space()
                            + " are "
                            + families.size());
        }
        Map<String, Prior> priors = new LinkedHashMap<>();
        families.forEach(
                (name, family) -> {
                    ConfiguredPart<PriorFactory<?>> prior = chosen.get(priors.size());
                    priors.put(name, plain(prior, context.forFactor(name, family)));
                });
        return new ProductPrior(priors);
    }

    private static Prior plain(ConfiguredPart<PriorFactory<?>> chosen, PriorContext context) {
        if (ConfiguredPart.make(chosen, context) instanceof Prior prior) {
            return prior;
        }
        throw new IllegalArgumentException(
                "prior "
                        + chosen.name()
                        + " is given the condition, which the factors of a product are not; take it"
                        + " for the whole space");
    }
}
