// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.vaelab.experiments.config.ConfigNode.Mapping;
import org.vaelab.experiments.config.ConfigNode.Member;
import org.vaelab.experiments.config.ConfigNode.Scalar;
import org.vaelab.experiments.config.ConfigNode.Sequence;
import org.vaelab.framework.plugin.ModelBlueprint;
import org.vaelab.framework.plugin.RegularizerPart;
import org.vaelab.framework.plugin.VariantNames;
import org.vaelab.framework.settings.Setting;

/**
 * The config of one run with every default filled in: a model's section, merged over the top-level
 * sections, with its name and seed.
 */
final class RunConfig {

    private static final String MODEL = "model";
    private static final String SEED = "seed";

    private RunConfig() {}

    static ObjectNode write(RunSpec run) {
        ModelBlueprint blueprint = run.blueprint();
        ObjectNode config = JsonNodeFactory.instance.objectNode();
        config.put(MODEL, run.model());
        config.put(SEED, run.seed());
        config.put(ModelReader.VARIANT, run.variant());
        config.setAll((ObjectNode) Binder.tree(blueprint.variant()));
        Optional<RegularizerPart> lending = VariantNames.lending(blueprint);
        lending.ifPresent(of -> config.setAll((ObjectNode) Binder.tree(of)));
        config.set(ModelReader.DATA, data(run.data()));
        config.set(ModelReader.RUNTIME, Binder.tree(run.runtime()));
        boolean ofParts = blueprint.variant().whole().isEmpty();
        if (ofParts && blueprint.variant().networks().isEmpty()) {
            config.set(ModelReader.NETWORK, Binder.tree(blueprint.network()));
        }
        config.set(ModelReader.TRAINING, Binder.tree(run.training()));
        ObjectNode evaluation = (ObjectNode) Binder.tree(run.evaluation());
        List<ObjectNode> further =
                blueprint.furtherInferences().stream().map(RunConfig::part).toList();
        if (further.size() == 1) {
            evaluation.set(ModelReader.INFERENCE, further.get(0));
        } else if (!further.isEmpty()) {
            evaluation.set(
                    ModelReader.INFERENCE, JsonNodeFactory.instance.arrayNode().addAll(further));
        }
        run.gradients()
                .ifPresent(
                        gradients ->
                                evaluation.set(
                                        GradientsReader.GRADIENTS,
                                        GradientsReader.write(
                                                gradients, other -> write(run.with(other)))));
        config.set(ModelReader.EVALUATION, evaluation);
        if (ofParts) {
            config.set(ModelReader.LIKELIHOOD, part(blueprint.likelihood()));
        }
        blueprint.posterior().ifPresent(p -> config.set(ModelReader.POSTERIOR, part(p)));
        blueprint.prior().ifPresent(p -> config.set(ModelReader.PRIOR, part(p)));
        blueprint.estimator().ifPresent(p -> config.set(ModelReader.ESTIMATOR, part(p)));
        blueprint
                .regularizer()
                .filter(p -> lending.isEmpty())
                .ifPresent(p -> config.set(ModelReader.REGULARIZER, part(p)));
        blueprint.inference().ifPresent(p -> config.set(ModelReader.INFERENCE, part(p)));
        blueprint.hierarchy().ifPresent(h -> config.put(ModelReader.LATENT, h.text()));
        if (!blueprint.condition().isEmpty()) {
            config.set(ModelReader.CONDITION, Binder.tree(blueprint.condition()));
        }
        blueprint.supervision().ifPresent(s -> config.set(ModelReader.SUPERVISION, Binder.tree(s)));
        run.start().ifPresent(s -> config.set(ModelReader.START, Binder.tree(s)));
        return config;
    }

    private static ObjectNode part(Object chosen) {
        return ConfigValues.part(ModelReader.TYPE, chosen);
    }

    private static ObjectNode data(DataSpec data) {
        ObjectNode section = JsonNodeFactory.instance.objectNode();
        section.put(DataReader.SOURCE, data.name());
        section.setAll((ObjectNode) Binder.tree(data.keys()));
        return section.setAll((ObjectNode) Binder.tree(data.source()));
    }

    static RunSpec read(JsonNode config, List<String> settings, SpecContext context) {
        Place whole = Place.of("config of the run");
        if (!(node(config, whole) instanceof Mapping recorded)) {
            throw SpecException.at(whole, "expected keys and values, is " + config.getNodeType());
        }
        List<Replacement> replaced = settings.stream().map(Replacement::parse).toList();
        Mapping section = recorded;
        for (Replacement setting : replaced) {
            section = ofOtherKind(section, setting);
        }
        for (Replacement setting : replaced) {
            section = setting.applyTo(section);
        }
        Keys keys =
                new Binder(Path.of(""), KeyGuide.toOneSection())
                        .bind(section.only(List.of(MODEL, SEED)), Keys.class);
        Mapping model = section.without(List.of(MODEL, SEED));
        return ModelReader.read(context, Path.of(""), model).run(keys.model(), keys.seed());
    }

    /**
     * Returns a recorded config without the keys of a part, such as a data source, of which a setting names
     * another kind. They were recorded with all defaults, and mean nothing to the other. Keys that all
     * sources have stay.
     */
    private static Mapping ofOtherKind(Mapping config, Replacement setting) {
        String path = setting.path();
        int dot = path.lastIndexOf('.');
        if (dot < 0
                || !Merge.KINDS.contains(path.substring(dot + 1))
                || Replacement.find(config, path)
                        .filter(old -> !old.json().equals(setting.value().json()))
                        .isEmpty()) {
            return config;
        }
        String part = path.substring(0, dot);
        Mapping old = Replacement.find(config, part).orElseThrow().asMapping();
        Mapping kept = old.only(part.equals(ModelReader.DATA) ? DataReader.COMMON : List.of());
        return new Replacement(setting.place(), part, kept).applyTo(config);
    }

    /** The keys in which runs of a comparison differ. */
    private record Keys(
            @Setting("name of the model") String model, @Setting("seed of the run") long seed) {}

    static ConfigNode node(JsonNode json, Place place) {
        if (json instanceof ObjectNode object) {
            Map<String, Member> members = new LinkedHashMap<>();
            for (Map.Entry<String, JsonNode> field : object.properties()) {
                Place key = place.child(field.getKey());
                members.put(field.getKey(), new Member(key, node(field.getValue(), key)));
            }
            return new Mapping(place, members);
        }
        if (json.isArray()) {
            List<ConfigNode> items = new ArrayList<>();
            for (JsonNode item : json) {
                items.add(node(item, place.item(items.size(), 0, 0)));
            }
            return new Sequence(place, items);
        }
        return new Scalar(place, json, json.isTextual() ? json.asText() : json.toString());
    }
}
