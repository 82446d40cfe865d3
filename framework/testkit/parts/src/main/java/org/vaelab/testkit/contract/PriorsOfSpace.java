// SPDX-License-Identifier: Apache-2.0
package org.vaelab.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.vaelab.framework.latent.Prior;
import org.vaelab.framework.plugin.PriorContext;
import org.vaelab.framework.plugin.PriorPart;
import org.vaelab.framework.settings.PartChoice;
import org.vaelab.framework.settings.Registry;

/** The priors that live on the space of a posterior. */
record PriorsOfSpace(Registry<PriorPart> announced) {

    /** Returns the reference prior, and the registered ones that its space and no settings make. */
    Map<String, Prior> all(PriorContext context) {
        Map<String, Prior> made = new TreeMap<>();
        made.put("the reference prior", reference(context));
        for (String name : announced.names()) {
            make(PartChoice.of(name), context)
                    .filter(prior -> !made.containsValue(prior))
                    .ifPresent(prior -> made.put(name, prior));
        }
        return made;
    }

    /**
     * Returns the priors with other settings, one for each key that has some: of a registered one,
     * or of the reference prior for any other name.
     */
    Map<String, Prior> withOtherSettings(String name, PriorContext context) {
        PartChoice usual =
                announced.names().contains(name)
                        ? PartChoice.of(name)
                        : context.space().referencePrior();
        Map<String, Prior> made = new TreeMap<>();
        if (announced.create(usual) instanceof Record part) {
            String settings = PartContract.JSON.valueToTree(usual.settings()).toString();
            for (List<String> others : OtherSettings.of(part, settings, List.of()).values()) {
                for (String text : others) {
                    Optional<Prior> prior = make(choice(usual.type(), text), context);
                    if (prior.isPresent()) {
                        made.put(usual.type() + " " + text, prior.get());
                        break;
                    }
                }
            }
        }
        return made;
    }

    private static PartChoice choice(String name, String text) {
        try {
            return new PartChoice(
                    name,
                    PartContract.JSON.readValue(text, new TypeReference<Map<String, Object>>() {}));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(text, e);
        }
    }

    /** Returns the prior of a model that names none. */
    Prior reference(PriorContext context) {
        PriorPart chosen = announced.create(context.space().referencePrior());
        Prior prior = (Prior) chosen.create(context);
        assertThat(prior.space()).as("space of the reference prior").isEqualTo(context.space());
        return prior;
    }

    /** Returns nothing for a prior of other spaces, with settings, or made of an encoder. */
    private Optional<Prior> make(PartChoice choice, PriorContext context) {
        try {
            return Optional.of(announced.create(choice).create(context))
                    .filter(Prior.class::isInstance)
                    .map(Prior.class::cast);
        } catch (IllegalArgumentException | IllegalStateException e) {
            return Optional.empty();
        }
    }
}
