// SPDX-License-Identifier: Apache-2.0
package org.vaelab.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.vaelab.framework.latent.Prior;
import org.vaelab.framework.plugin.ConfiguredPart;
import org.vaelab.framework.plugin.PriorContext;
import org.vaelab.framework.plugin.PriorFactory;
import org.vaelab.framework.plugin.Registry;
import org.vaelab.framework.plugin.SettingsBinding;

/** The priors that live on the space of a posterior. */
record PriorsOfSpace(Registry<PriorFactory<?>> announced) {

    /** Returns the reference prior, and the registered ones that its space and no settings make. */
    Map<String, Prior> all(PriorContext context) {
        Map<String, Prior> made = new TreeMap<>();
        made.put("the reference prior", reference(context));
        for (Map.Entry<String, PriorFactory<?>> entry : announced.parts().entrySet()) {
            make(entry.getValue(), context)
                    .filter(prior -> !made.containsValue(prior))
                    .ifPresent(prior -> made.put(entry.getKey(), prior));
        }
        return made;
    }

    /** Returns the prior of a model that names none. */
    Prior reference(PriorContext context) {
        ConfiguredPart<PriorFactory<?>> chosen =
                SettingsBinding.resolve(context.space().referencePrior(), announced);
        Prior prior = (Prior) ConfiguredPart.make(chosen, context);
        assertThat(prior.space()).as("space of the reference prior").isEqualTo(context.space());
        return prior;
    }

    /** Returns nothing for a prior of other spaces, with settings, or made of an encoder. */
    private static Optional<Prior> make(PriorFactory<?> factory, PriorContext context) {
        try {
            return Optional.of(PartContract.make(factory, "{}", context))
                    .filter(Prior.class::isInstance)
                    .map(Prior.class::cast);
        } catch (IllegalArgumentException | IllegalStateException e) {
            return Optional.empty();
        }
    }
}
