// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.config;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.vaelab.framework.Internal;
import org.vaelab.framework.gradient.GradientSettings;
import org.vaelab.framework.plugin.ModelBlueprint;

/**
 * The gradients to measure for a model.
 *
 * @param of the measured models, in the order of the config
 */
@Internal
public record GradientsSpec(GradientSettings settings, List<Probed> of) {

    public GradientsSpec {
        of = List.copyOf(of);
    }

    /**
     * The model with some parts replaced.
     *
     * @param config the keys that replace those of the model, with all their defaults
     * @param entries the same with each number of draws
     */
    public record Probed(
            String name, ObjectNode config, ModelBlueprint blueprint, List<Entry> entries) {
        public Probed {
            entries = List.copyOf(entries);
        }
    }

    /**
     * A model with one number of draws.
     *
     * @param samples K; null where the estimator has no such setting
     */
    public record Entry(String name, @Nullable Integer samples, ModelBlueprint blueprint) {}

    public List<Entry> entries() {
        return of.stream().flatMap(probed -> probed.entries().stream()).toList();
    }
}
