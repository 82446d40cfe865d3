// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.vaelab.framework.Internal;
import org.vaelab.framework.data.DataSource;
import org.vaelab.framework.estimator.EstimatorPart;
import org.vaelab.framework.gradient.GradientSettings;
import org.vaelab.framework.likelihood.LikelihoodPart;
import org.vaelab.framework.network.Architecture;
import org.vaelab.framework.network.LayerPart;
import org.vaelab.framework.plugin.InferencePart;
import org.vaelab.framework.plugin.PriorPart;
import org.vaelab.framework.plugin.RegularizerPart;
import org.vaelab.framework.plugin.Shorthand;
import org.vaelab.framework.plugin.WholeModel;
import org.vaelab.framework.posterior.PosteriorPart;

/** The sections of a config, for documentation and schemas. */
@Internal
public final class DescribedSections {

    private DescribedSections() {}

    /**
     * A section with keys of its own.
     *
     * @param name the key in a config
     * @param meaning what it is for, in one line
     * @param settings the record of its keys
     */
    public record Section(String name, String meaning, Class<? extends Record> settings) {

        /** Returns the keys that are read with the model, and are no components of the record. */
        public List<Further> further() {
            return name.equals(ModelSections.EVALUATION.key()) ? EVALUATION : List.of();
        }
    }

    /**
     * A key that is read with the model.
     *
     * @param settings the record of its keys; null if they are those of parts
     */
    public record Further(
            String key, String type, String meaning, @Nullable Class<? extends Record> settings) {}

    private static final List<Further> EVALUATION =
            List.of(
                    new Further(
                            ModelSections.INFERENCE.key(),
                            "inference, or list of them",
                            "further inferences, whose bounds are measured too, each as the key"
                                    + " inference of a model",
                            null),
                    new Further(
                            GradientsReader.GRADIENTS,
                            "mapping",
                            "which gradients are compared, by bias and variance; absent: none",
                            GradientSettings.class),
                    new Further(
                            GradientsReader.GRADIENTS + "." + GradientsReader.OF,
                            "mapping",
                            "estimators by their names, each with the keys of the model that it"
                                    + " replaces; absent: trained, the model's own",
                            null));

    /** Returns the keys that are allowed only at the top level. */
    public static Section top() {
        return new Section("config", "keys at the top of a config", SpecReader.OwnKeys.class);
    }

    /** Returns the keys that are allowed in models only, except for the settings of variants. */
    public static Section model() {
        return new Section(
                "model",
                "keys of a model, beside its sections and the settings of its variant",
                ModelLabels.Keys.class);
    }

    /** Returns the record of a label that is a mapping. */
    public static Class<? extends Record> labelType() {
        return ModelLabels.LongForm.class;
    }

    /** Returns the sections that are allowed at the top level for all models, or in a model. */
    public static List<Section> ofModels() {
        List<Section> sections = new ArrayList<>();
        for (ModelSections.Section<?> section : ModelSections.ALL) {
            if (section.equals(ModelSections.START)) {
                sections.add(
                        new Section(
                                Search.KEY,
                                "a search for the best settings, on validation data, before the"
                                        + " comparison",
                                Search.Keys.class));
            }
            if (section.type() != null && section.meaning() != null) {
                sections.add(
                        new Section(
                                section.key(),
                                section.meaning(),
                                section.type().asSubclass(Record.class)));
            }
        }
        return sections;
    }

    /** Returns the extension points of the parts of a model, by key. */
    public static Map<String, Class<?>> parts() {
        Map<String, Class<?>> parts = new LinkedHashMap<>();
        for (ModelSections.Section<?> section : ModelSections.ALL) {
            if (section.type() != null && section.isPart()) {
                parts.put(section.key(), section.type());
            }
        }
        return parts;
    }

    /** Returns all extension points whose parts have settings, in display order. */
    public static List<Class<?>> points() {
        return List.of(
                WholeModel.class,
                Shorthand.class,
                PosteriorPart.class,
                PriorPart.class,
                LikelihoodPart.class,
                EstimatorPart.class,
                RegularizerPart.class,
                InferencePart.class,
                Architecture.class,
                LayerPart.class,
                DataSource.class);
    }

    public static Optional<Section> find(String name) {
        return ofModels().stream().filter(section -> section.name().equals(name)).findFirst();
    }
}
