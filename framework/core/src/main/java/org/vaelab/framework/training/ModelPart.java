// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.training;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.vaelab.framework.Internal;
import org.vaelab.framework.component.Parameter;
import org.vaelab.framework.model.LatentVariableModel;

/** The part of a model that starts from the parameters of another one. */
@Internal
public enum ModelPart {
    /** All parameters and state. */
    ALL,
    /** The inference q(z given x), with its state. */
    ENCODER,
    /**
     * p(x given z), with its state: decoder, likelihood, and a codebook that the decoder reads. The
     * prior does not belong to it, so that a decoder can start under another prior.
     */
    DECODER;

    /** Returns the parameters of this part, under the names that they have among all. */
    public List<Parameter> of(LatentVariableModel model) {
        return switch (this) {
            case ALL -> model.parameters();
            case ENCODER -> model.inference().parameters();
            case DECODER -> {
                Set<String> prior =
                        model.priorParameters().stream()
                                .map(Parameter::name)
                                .collect(Collectors.toSet());
                yield model.generative().parameters().stream()
                        .filter(p -> !prior.contains(p.name()))
                        .toList();
            }
        };
    }

    /** Returns the name in a config. */
    public String configName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
