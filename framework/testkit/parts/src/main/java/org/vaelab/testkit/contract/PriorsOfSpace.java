// SPDX-License-Identifier: Apache-2.0
package org.vaelab.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.vaelab.framework.latent.Prior;
import org.vaelab.framework.plugin.PriorContext;
import org.vaelab.framework.plugin.PriorPart;
import org.vaelab.framework.settings.Registry;

/** The priors that live on the space of a posterior. */
record PriorsOfSpace(Registry<PriorPart> announced) {

    /** Returns the reference prior, and the registered ones that its space and no settings make. */
    Map<String, Prior> all(PriorContext context) {
        Map<String, Prior> made = new TreeMap<>();
        made.put("the reference prior", reference(context));
        for (String name : announced.names()) {
            make(name, context)
                    .filter(prior -> !made.containsValue(prior))
                    .ifPresent(prior -> made.put(name, prior));
        }
        return made;
    }

    /** Returns the prior of a model that names none. */
    Prior reference(PriorContext context) {
        PriorPart chosen = announced.create(context.space().referencePrior());
        Prior prior = (Prior) chosen.create(context);
        assertThat(prior.space()).as("space of the reference prior").isEqualTo(context.space());
        return prior;
    }

    /** Returns nothing for a prior of other spaces, with settings, or made of an encoder. */
    private Optional<Prior> make(String name, PriorContext context) {
        try {
            return Optional.of(announced.create(name).create(context))
                    .filter(Prior.class::isInstance)
                    .map(Prior.class::cast);
        } catch (IllegalArgumentException | IllegalStateException e) {
            return Optional.empty();
        }
    }
}
