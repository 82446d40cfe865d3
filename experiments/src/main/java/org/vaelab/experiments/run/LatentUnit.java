// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.run;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.vaelab.framework.latent.Walks;
import org.vaelab.framework.model.GenerativeModel;
import org.vaelab.framework.model.LatentVariable;
import org.vaelab.framework.naming.Spelling;

/**
 * A unit of a latent variable: a coordinate, or a variable of categories.
 *
 * @param latent the variable
 * @param number of the unit within it, from 0
 * @param name {@code z3}; of several variables {@code normal.z3}
 */
public record LatentUnit(LatentVariable latent, int number, String name) {

    /** Returns all units of a model, in ancestral order of their variables. */
    static List<LatentUnit> of(GenerativeModel model) {
        List<LatentVariable> latents = model.latents();
        return latents.stream()
                .flatMap(
                        latent -> {
                            String prefix = latents.size() == 1 ? "z" : latent.name() + ".z";
                            int count = 1 + Arrays.stream(latent.space().units()).max().orElse(-1);
                            return IntStream.range(0, count)
                                    .mapToObj(i -> new LatentUnit(latent, i, prefix + i));
                        })
                .toList();
    }

    /**
     * Returns the units of names.
     *
     * @param names none: all
     * @throws IllegalArgumentException if there is no unit of a name
     */
    static List<LatentUnit> chosen(GenerativeModel model, List<String> names) {
        List<LatentUnit> all = of(model);
        if (names.isEmpty()) {
            return all;
        }
        List<LatentUnit> chosen = new ArrayList<>();
        for (String name : names) {
            chosen.add(
                    all.stream()
                            .filter(unit -> unit.name().equals(name))
                            .findFirst()
                            .orElseThrow(() -> new IllegalArgumentException(unknown(name, all))));
        }
        return chosen;
    }

    private static String unknown(String name, List<LatentUnit> all) {
        List<String> names = all.stream().map(LatentUnit::name).toList();
        return "--units: the model has no unit '" + name + "'\n    " + Spelling.hint(name, names);
    }

    /** Returns how this unit is led through its values. */
    Walks walks() {
        return walks(latent);
    }

    /**
     * Returns how values of a variable are led.
     *
     * @throws IllegalArgumentException if its space does not say
     */
    static Walks walks(LatentVariable latent) {
        return latent.space()
                .walks()
                .orElseThrow(
                        () ->
                                new IllegalArgumentException(
                                        "'"
                                                + latent.name()
                                                + "' lies in "
                                                + latent.space()
                                                + ", a space that does not say how its values are led"
                                                + " from one to another (LatentSpace.walks)"));
    }
}
