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
import org.vaelab.experiments.config.ConfigNode.Mapping;
import org.vaelab.experiments.config.ConfigNode.Member;
import org.vaelab.experiments.config.ConfigNode.Scalar;
import org.vaelab.experiments.config.ConfigNode.Sequence;
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
        ObjectNode config = JsonNodeFactory.instance.objectNode();
        config.put(MODEL, run.model());
        config.put(SEED, run.seed());
        ModelSections.ALL.forEach(section -> section.writer().accept(run, config));
        return config;
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
                new Binder(Path.of(""), UnknownKeys.toOneSection())
                        .bind(section.only(List.of(MODEL, SEED)), Keys.class);
        Mapping model = section.without(List.of(MODEL, SEED));
        return ModelReader.read(context, Path.of(""), model).run(keys.model(), keys.seed());
    }

    /**
     * Returns a recorded config without the keys of a part, such as a data source, of which a
     * setting names another kind. They were recorded with all defaults, and mean nothing to the
     * other. Keys that all sources have stay.
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
        Mapping kept =
                old.only(part.equals(ModelSections.DATA.key()) ? DataReader.COMMON : List.of());
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
