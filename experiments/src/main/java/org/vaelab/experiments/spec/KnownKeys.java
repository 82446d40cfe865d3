// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.spec;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.annotation.JsonTypeName;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.vaelab.framework.data.DataSourcePart;
import org.vaelab.framework.evaluation.EvaluationSettings;
import org.vaelab.framework.network.NetworkSettings;
import org.vaelab.framework.plugin.EstimatorPart;
import org.vaelab.framework.plugin.InferencePart;
import org.vaelab.framework.plugin.LikelihoodPart;
import org.vaelab.framework.plugin.Plugins;
import org.vaelab.framework.plugin.PriorPart;
import org.vaelab.framework.plugin.Supervision;
import org.vaelab.framework.plugin.Variant;
import org.vaelab.framework.posterior.PosteriorPart;
import org.vaelab.framework.settings.Registry;
import org.vaelab.framework.training.TrainingSettings;

/** Every key that a config may have, in a section or as a setting of a part. */
final class KnownKeys {

    /**
     * A key of a section.
     *
     * @param component of the settings record
     * @param path the keys that lead to it from the top of a config or of a model
     * @param type the value of {@code type} beside it; empty if it needs none
     */
    record OfSection(RecordComponent component, List<String> path, String type) {
        OfSection {
            path = List.copyOf(path);
        }
    }

    /**
     * A key of a part.
     *
     * @param component of the settings record
     * @param kind of the part, such as {@code estimator}
     * @param name of the part
     */
    record OfPart(RecordComponent component, String kind, String name) {}

    private static final List<Class<?>> POINTS =
            List.of(
                    Variant.class,
                    PosteriorPart.class,
                    PriorPart.class,
                    LikelihoodPart.class,
                    EstimatorPart.class,
                    InferencePart.class,
                    DataSourcePart.class);

    private final List<OfSection> ofSections = new ArrayList<>();
    private final List<OfPart> ofParts = new ArrayList<>();

    /** Collects the keys of the sections, and those of all parts. */
    KnownKeys(Plugins plugins) {
        Set<String> seen = new HashSet<>();
        section(SpecReader.OwnKeys.class, List.of(), "", seen);
        Map<String, Class<? extends Record>> sections = new LinkedHashMap<>();
        sections.put(ModelReader.DATA, DataSpec.Keys.class);
        sections.put(ModelReader.RUNTIME, RuntimeSpec.class);
        sections.put(ModelReader.NETWORK, NetworkSettings.class);
        sections.put(ModelReader.TRAINING, TrainingSettings.class);
        sections.put(ModelReader.EVALUATION, EvaluationSettings.class);
        sections.put(ModelReader.SUPERVISION, Supervision.class);
        sections.forEach((key, type) -> section(type, List.of(key), "", seen));
        POINTS.forEach(point -> parts(plugins.of(point)));
    }

    List<OfSection> ofSections() {
        return ofSections;
    }

    List<OfPart> ofParts() {
        return ofParts;
    }

    /** Collects a record, and the records and closed choices that its keys take; each once. */
    private void section(Class<?> type, List<String> path, String chosen, Set<String> seen) {
        if (!seen.add(type.getName())) {
            return;
        }
        for (RecordComponent component : type.getRecordComponents()) {
            List<String> below = new ArrayList<>(path);
            below.add(component.getName());
            ofSections.add(new OfSection(component, below, chosen));
            Class<?> value = component.getType();
            JsonSubTypes choice = value.getAnnotation(JsonSubTypes.class);
            if (value.isRecord()) {
                section(value, below, "", seen);
            } else if (choice != null) {
                Class<?> untyped = value.getAnnotation(JsonTypeInfo.class).defaultImpl();
                for (JsonSubTypes.Type member : choice.value()) {
                    if (member.value().isRecord()) {
                        String name = member.value() == untyped ? "" : typeName(member);
                        section(member.value(), below, name, seen);
                    }
                }
            }
        }
    }

    private static String typeName(JsonSubTypes.Type member) {
        JsonTypeName name = member.value().getAnnotation(JsonTypeName.class);
        return name == null ? member.name() : name.value();
    }

    private void parts(Registry<?> registry) {
        registry.types()
                .forEach(
                        (name, part) ->
                                part.keys()
                                        .forEach(
                                                key ->
                                                        ofParts.add(
                                                                new OfPart(
                                                                        key.component(),
                                                                        registry.kind(),
                                                                        name))));
    }
}
