// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.gradient;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.vaelab.framework.component.Component;
import org.vaelab.framework.component.Parameter;

/** Copies parameters from one component to another by their names. */
final class SameParameters {

    private SameParameters() {}

    /** Gives a model the parameters of another, learned and state. */
    static void give(Component from, Component to) {
        Map<String, Parameter> given = byName(from.parameters());
        for (Parameter parameter : to.parameters()) {
            Parameter source = given.remove(parameter.name());
            if (source == null || !isAlike(source, parameter)) {
                throw differ(
                        parameter.name()
                                + " has shape "
                                + parameter.value().shape()
                                + (source == null
                                        ? " and is none of the model's"
                                        : ", that of the model " + source.value().shape()));
            }
            parameter.assign(source.value());
        }
        if (!given.isEmpty()) {
            throw differ("it has no " + given.keySet().iterator().next());
        }
    }

    private static IllegalArgumentException differ(String how) {
        return new IllegalArgumentException(
                "its parameters are others than the model's: "
                        + how
                        + "\nreplace only what leaves the parameters as they are, such as the"
                        + " estimator, or how draws are made");
    }

    /** Gives an estimator the parameters of another if all names and shapes agree. */
    static void giveWhereAlike(List<Parameter> from, List<Parameter> wanted) {
        Map<String, Parameter> given = byName(from);
        boolean alike =
                given.size() == wanted.size()
                        && wanted.stream()
                                .allMatch(
                                        p ->
                                                given.containsKey(p.name())
                                                        && isAlike(given.get(p.name()), p));
        if (alike) {
            wanted.forEach(p -> p.assign(given.get(p.name()).value()));
        }
    }

    private static boolean isAlike(Parameter one, Parameter other) {
        return one.role() == other.role() && one.value().shape().equals(other.value().shape());
    }

    private static Map<String, Parameter> byName(List<Parameter> all) {
        Map<String, Parameter> parameters = new LinkedHashMap<>();
        all.forEach(p -> parameters.put(p.name(), p));
        return parameters;
    }
}
