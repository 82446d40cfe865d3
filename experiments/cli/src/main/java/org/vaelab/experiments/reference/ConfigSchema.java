// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.reference;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.vaelab.experiments.config.DescribedSections;
import org.vaelab.experiments.config.SpecContext;
import org.vaelab.experiments.config.Word;
import org.vaelab.framework.Internal;
import org.vaelab.framework.data.DataSource;
import org.vaelab.framework.evaluation.Metric;
import org.vaelab.framework.network.Architecture;
import org.vaelab.framework.network.LayerPart;
import org.vaelab.framework.network.WrittenLayer;
import org.vaelab.framework.plugin.Plugins;
import org.vaelab.framework.settings.Expectation;
import org.vaelab.framework.settings.Part;
import org.vaelab.framework.settings.PartType;
import org.vaelab.framework.settings.Registry;
import org.vaelab.framework.settings.SettingKey;

/**
 * The JSON Schema (draft 7) of configs. Records become definitions with the types, defaults and
 * meanings of their keys; names of parts, metrics and backends become enumerations.
 */
@Internal
public final class ConfigSchema {

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final String PROPERTIES = "properties";
    private static final String TYPE = "type";
    private static final String CLOSED = "additionalProperties";
    private static final String REFERENCE = "$ref";
    private static final String PATH = "#/definitions/";
    private static final String EVALUATION = "evaluation";
    private static final String LATENT = "latent";
    private static final String TOP = "#/properties/";
    private static final String LAYER = "Layer";
    private static final String ARCHITECTURE = "Architecture";
    private static final String METRIC = "Metric";
    private static final String EPOCHS = "^[0-9]+([.][0-9]+)? *epochs?$";

    private final SpecContext context;
    private final Plugins plugins;

    /**
     * The definitions by the class of a record or of a closed choice, in the order of their
     * discovery.
     */
    private final Map<Class<?>, ObjectNode> definitions = new LinkedHashMap<>();

    /** References to definitions, to which names are given when all are known. */
    private final IdentityHashMap<ObjectNode, Class<?>> references = new IdentityHashMap<>();

    private final Map<Class<?>, String> names = new LinkedHashMap<>();

    /** All definitions by their names, once these are known. */
    private final ObjectNode named = JSON.objectNode();

    /** Describes configs that name the parts, metrics and backends of a context. */
    public ConfigSchema(SpecContext context) {
        this.context = context;
        this.plugins = context.plugins();
        types().forEach(this::schema);
        // Several metrics may have one class, which names none of them.
        for (PartType<Metric> type : metricsWithSettings()) {
            ObjectNode keys = properties(Objects.requireNonNull(definitions.get(type.type())));
            if (!keys.path(TYPE).has("const")) {
                keys.withObject("/" + TYPE).withArray("/enum").add(type.name());
            }
        }
        Map<String, List<Class<?>>> alike = new TreeMap<>();
        for (Class<?> type : definitions.keySet()) {
            alike.computeIfAbsent(type.getSimpleName(), name -> new ArrayList<>()).add(type);
        }
        alike.forEach(
                (name, types) -> {
                    for (int i = 0; i < types.size(); i++) {
                        String ending = types.size() == 1 ? "" : "-" + (i + 1);
                        names.put(types.get(i), name + ending);
                    }
                });
        references.forEach((node, type) -> node.put(REFERENCE, PATH + names.get(type)));
        names.forEach((type, name) -> named.set(name, definitions.get(type)));
    }

    /** The value of a key, or of an item of its list. */
    private ObjectNode value(KeyRange ranges, SettingKey key, Type type) {
        ObjectNode facts = JSON.objectNode();
        if (!key.meaning().isEmpty()) {
            facts.put("description", key.meaning());
        }
        key.defaultValue().ifPresent(value -> facts.set("default", value));
        if (type instanceof ParameterizedType list && list.getRawType() == List.class) {
            facts.put(TYPE, "array");
            if (ranges.needsDifferent(key)) {
                facts.put("uniqueItems", true);
            }
            return facts.set("items", value(ranges, key, list.getActualTypeArguments()[0]));
        }
        ObjectNode schema = type instanceof Class<?> own ? schema(own) : JSON.objectNode();
        schema.setAll(ranges.limits(key));
        if (KeyTable.isInSteps(key)) {
            schema = anyOf(schema, string().put("pattern", EPOCHS));
        }
        if (!references.containsKey(schema)) {
            return schema.setAll(facts);
        }
        return facts.isEmpty() ? schema : JSON.objectNode().set("allOf", array(schema, facts));
    }

    private ObjectNode schema(Class<?> type) {
        if (type.isEnum()) {
            return JSON.objectNode().set("enum", texts(Expectation.constants(type)));
        }
        boolean isChoice = !Expectation.typeNames(type).isEmpty();
        if (isChoice || (type.isRecord() && !KeyTable.isWrittenAsText(type))) {
            return defined(type);
        }
        if (Expectation.isInteger(type)) {
            return JSON.objectNode().put(TYPE, "integer");
        }
        if (Expectation.isNumber(type)) {
            return JSON.objectNode().put(TYPE, "number");
        }
        if (Expectation.isTruth(type)) {
            return JSON.objectNode().put(TYPE, "boolean");
        }
        if (type == WrittenLayer.class) {
            return to(PATH + LAYER);
        }
        return type == String.class || type == Path.class ? string() : JSON.objectNode();
    }

    /** A reference to a mapping, or a choice of some. */
    private ObjectNode defined(Class<?> type) {
        if (!definitions.containsKey(type)) {
            ObjectNode definition = JSON.objectNode();
            definitions.put(type, definition);
            if (Expectation.typeNames(type).isEmpty()) {
                record(type, definition);
            } else {
                choice(type, definition);
            }
        }
        ObjectNode reference = JSON.objectNode();
        references.put(reference, type);
        return reference;
    }

    /**
     * A closed choice by the key {@code type}: one member each, and a number where one is taken.
     */
    private void choice(Class<?> type, ObjectNode definition) {
        ArrayNode anyOf = definition.putArray("anyOf");
        if (Expectation.isAlsoANumber(type)) {
            anyOf.addObject().put(TYPE, "number");
        }
        Expectation.members(type).forEach(member -> anyOf.add(defined(member.value())));
    }

    /** Other keys are errors; a part and a member of a choice have the key {@code type} beside. */
    private void record(Class<?> type, ObjectNode definition) {
        definition.put(TYPE, "object");
        Map<String, SettingKey> keys = new TreeMap<>();
        SettingKey.of(type).forEach(key -> keys.put(key.name(), key));
        KeyRange ranges = new KeyRange(type);
        keys.forEach(
                (name, key) -> properties(definition).set(name, value(ranges, key, key.type())));
        for (SettingKey key : keys.values()) {
            if (key.isRequired()) {
                definition.withArray("/required").add(key.name());
            }
        }
        definition.put(CLOSED, false);
        Part part = type.getAnnotation(Part.class);
        if (part != null) {
            definition.put("description", part.description());
            properties(definition).putObject(TYPE).put("const", part.value());
        }
        for (Class<?> choice : type.getInterfaces()) {
            for (JsonSubTypes.Type member : Expectation.members(choice)) {
                if (member.value() == type) {
                    tag(definition, choice, member);
                }
            }
        }
    }

    private static void tag(ObjectNode node, Class<?> choice, JsonSubTypes.Type member) {
        properties(node).putObject(TYPE).put("const", Expectation.typeName(member));
        if (choice.getAnnotation(JsonTypeInfo.class).defaultImpl() != member.value()) {
            node.withArray("/required").add(TYPE);
        }
    }

    private static ObjectNode properties(ObjectNode node) {
        return node.withObject("/" + PROPERTIES);
    }

    /** A reference for one more place. */
    private ObjectNode reference(Class<?> type) {
        return to(PATH + names.get(type));
    }

    private static ObjectNode to(String place) {
        return JSON.objectNode().put(REFERENCE, place);
    }

    /** Returns the schema as JSON of several lines. */
    public String text() {
        return schema().toPrettyString() + "\n";
    }

    /** Returns the schema. */
    public ObjectNode schema() {
        Map<String, JsonNode> shared = shared();
        ObjectNode root = JSON.objectNode();
        root.put("$schema", "http://json-schema.org/draft-07/schema#");
        root.put("title", "A config of VaeLab");
        root.put(TYPE, "object");
        ObjectNode top = properties(root);
        top.setAll(keysOf(DescribedSections.top().settings()));
        shared.put("data", data());
        shared.put(EVALUATION, evaluation());
        top.setAll(shared);
        top.set("sweep", sweep());
        top.set("budgets", objectOf(JSON.objectNode().put(TYPE, "object")));
        top.set("expected", JSON.objectNode().put(TYPE, "array"));
        top.set("models", objectOf(to(PATH + "Model")));
        root.put(CLOSED, false);
        top.set("extends", string().put("description", "a config that this one is laid over"));
        ArrayNode either = root.putArray("anyOf");
        either.addObject().putArray("required").add("models");
        either.addObject().putArray("required").add("extends");
        ObjectNode all = named.deepCopy();
        all.set(names.get(sectionType("network")), network());
        all.set(ARCHITECTURE, architecture());
        all.set(METRIC, mapping(context.metrics().parts()));
        all.set("Model", model(shared.keySet()));
        all.set(LAYER, layer());
        root.set("definitions", all);
        return root;
    }

    private List<Class<?>> types() {
        List<Class<?>> types = new ArrayList<>(List.of(DescribedSections.top().settings()));
        DescribedSections.ofModels().forEach(section -> types.add(section.settings()));
        types.add(DescribedSections.labelType());
        for (Class<?> point : DescribedSections.points()) {
            plugins.of(point).types().values().forEach(type -> types.add(type.type()));
        }
        metricsWithSettings().forEach(type -> types.add(type.type()));
        return types;
    }

    private List<PartType<Metric>> metricsWithSettings() {
        return context.metrics().parts().types().values().stream()
                .filter(type -> !type.keys().isEmpty())
                .toList();
    }

    private static Class<?> sectionType(String name) {
        return DescribedSections.find(name).orElseThrow().settings();
    }

    /** The keys of a record, resolved from its definition. */
    private ObjectNode keysOf(Class<?> type) {
        ObjectNode keys = JSON.objectNode();
        Objects.requireNonNull(definitions.get(type), type::getName)
                .path(PROPERTIES)
                .properties()
                .forEach(entry -> keys.set(entry.getKey(), entry.getValue()));
        keys.remove(TYPE);
        return keys;
    }

    /** References to the keys of a record. */
    private ObjectNode toKeysOf(Class<?> type) {
        ObjectNode keys = keysOf(type);
        String place = PATH + names.get(type) + "/" + PROPERTIES + "/";
        for (Map.Entry<String, JsonNode> key : keys.properties()) {
            key.setValue(to(place + key.getKey()));
        }
        return keys;
    }

    /** What stands at the top for all models, or in a model. */
    private Map<String, JsonNode> shared() {
        Map<String, JsonNode> shared = new LinkedHashMap<>();
        for (DescribedSections.Section section : DescribedSections.ofModels()) {
            ObjectNode schema = JSON.objectNode().put("description", section.meaning());
            schema.putArray("allOf").add(reference(section.settings()));
            shared.put(section.name(), schema);
        }
        shared.put("supervision", anyOf(string(), reference(sectionType("supervision"))));
        shared.put("start", anyOf(string(), reference(sectionType("start"))));
        DescribedSections.parts().forEach((key, point) -> shared.put(key, part(point)));
        ObjectNode texts = JSON.objectNode().put(TYPE, "array");
        texts.set("items", string());
        shared.put("condition", anyOf(string(), texts));
        return shared;
    }

    /** A part by its name, or as a mapping with the name as type. */
    private ObjectNode part(Class<?> point) {
        Registry<?> registry = plugins.of(point);
        return anyOf(name(registry), mapping(registry)).put("description", registry.kind());
    }

    private ObjectNode mapping(Registry<?> registry) {
        ObjectNode mapping = JSON.objectNode().put(TYPE, "object");
        mapping.putArray("required").add(TYPE);
        properties(mapping).set(TYPE, name(registry));
        ArrayNode rules = mapping.putArray("allOf");
        List<String> plain = new ArrayList<>();
        for (PartType<?> type : registry.types().values()) {
            if (definitions.containsKey(type.type())) {
                rules.add(ifIs(TYPE, type.name(), reference(type.type())));
            } else {
                plain.add(type.name());
            }
        }
        if (!plain.isEmpty()) {
            ObjectNode rule = rules.addObject();
            properties(rule.putObject("if")).putObject(TYPE).set("enum", texts(plain));
            rule.putObject("then").putObject("propertyNames").put("const", TYPE);
        }
        return mapping;
    }

    /** The keys of the encoder's architecture stand beside those of the section. */
    private ObjectNode network() {
        Registry<Architecture> registry = plugins.of(Architecture.class);
        ObjectNode common = keysOf(sectionType("network"));
        for (String half : List.of("encoder", "decoder")) {
            ArrayNode both = array(to(PATH + ARCHITECTURE), (ObjectNode) common.get(half));
            common.set(half, JSON.objectNode().set("allOf", both));
        }
        common.set(TYPE, name(registry));
        common.set("decoderHidden", JSON.objectNode().put(TYPE, "array"));
        common.set("modalities", objectOf(JSON.objectNode().put(TYPE, "object")));
        Map<String, ObjectNode> own = new TreeMap<>();
        registry.types().forEach((name, type) -> own.put(name, toKeysOf(type.type())));
        return chosen("encoder", common, own);
    }

    /** A part, the keys of one that is chosen elsewhere, or a list of layers. */
    private ObjectNode architecture() {
        ObjectNode untyped = JSON.objectNode().put(TYPE, "object");
        untyped.putObject("not").putArray("required").add(TYPE);
        ObjectNode layers = JSON.objectNode().put(TYPE, "array");
        layers.set("items", to(PATH + LAYER));
        return anyOf(part(Architecture.class), untyped, layers);
    }

    /**
     * A layer by its name, or as a mapping of its name to its settings or to that of its first key.
     */
    private ObjectNode layer() {
        Registry<LayerPart> registry = plugins.of(LayerPart.class);
        ObjectNode mapping = JSON.objectNode().put(TYPE, "object").put(CLOSED, false);
        mapping.put("minProperties", 1).put("maxProperties", 1);
        for (PartType<LayerPart> type : registry.types().values()) {
            ObjectNode settings = reference(type.type());
            properties(mapping)
                    .set(
                            type.name(),
                            WrittenLayer.shortKey(type)
                                    .map(key -> (ObjectNode) toKeysOf(type.type()).get(key))
                                    .map(value -> anyOf(settings, value))
                                    .orElse(settings));
        }
        return anyOf(name(registry), mapping);
    }

    private static ObjectNode name(Registry<?> registry) {
        return JSON.objectNode().set("enum", texts(registry.names()));
    }

    private static ObjectNode ifIs(String key, String value, ObjectNode then) {
        ObjectNode rule = JSON.objectNode();
        ObjectNode condition = rule.putObject("if");
        properties(condition).putObject(key).put("const", value);
        condition.putArray("required").add(key);
        rule.set("then", then);
        return rule;
    }

    private ObjectNode data() {
        ObjectNode common = keysOf(sectionType("data"));
        common.set(
                "source",
                string().put(
                                "description",
                                "a data source, or a folder with MNIST's four file names"));
        Map<String, ObjectNode> sources = new TreeMap<>();
        plugins.of(DataSource.class)
                .types()
                .forEach((name, type) -> sources.put(name, toKeysOf(type.type())));
        return chosen("source", common, sources);
    }

    private ObjectNode evaluation() {
        ObjectNode section = JSON.objectNode().put(TYPE, "object").put(CLOSED, false);
        ObjectNode keys = properties(section);
        keys.setAll(keysOf(sectionType(EVALUATION)));
        ObjectNode inference = to(TOP + "inference");
        ObjectNode several = JSON.objectNode().put(TYPE, "array");
        several.set("items", inference);
        keys.set("inference", anyOf(inference, several));
        keys.set("gradients", JSON.objectNode());
        keys.set("metrics", metrics(keys.get("metrics")));
        keys.set("subsets", metrics(keys.get("subsets")));
        return section;
    }

    /** A list of metrics, each by its name or as a mapping. */
    private ObjectNode metrics(JsonNode key) {
        ObjectNode list = JSON.objectNode().put(TYPE, "array");
        list.set("description", key.path("description"));
        list.set(
                "items",
                anyOf(
                        JSON.objectNode().set("enum", texts(context.metrics().choosable())),
                        to(PATH + METRIC)));
        return list;
    }

    /**
     * A section of {@code models}.
     *
     * @param shared the keys that it has in common with the top
     */
    private ObjectNode model(Set<String> shared) {
        ObjectNode common = JSON.objectNode();
        shared.forEach(key -> common.set(key, to(TOP + key)));
        Map<String, ObjectNode> variants = new TreeMap<>();
        for (Word word : Word.all(plugins).values()) {
            ObjectNode keys = JSON.objectNode();
            word.parts().forEach(type -> keys.setAll(toKeysOf(type.type())));
            variants.put(
                    word.name(), keys.retain(word.keys().stream().map(SettingKey::name).toList()));
        }
        common.putObject("variant").set("enum", texts(variants.keySet()));
        common.set("sweep", sweep());
        common.set("label", anyOf(string(), reference(DescribedSections.labelType())));
        ObjectNode model = chosen("variant", common, variants);
        // A chain or a product, as in "normal(8) > normal(16)", beside the number of dimensions.
        ObjectNode dimensions = JSON.objectNode().put(TYPE, "integer").put("minimum", 1);
        properties(model).set(LATENT, anyOf(dimensions, string()));
        ArrayNode either = model.putArray("anyOf");
        either.addObject().putArray("required").add("variant");
        either.addObject().putArray("required").add("sweep");
        either.addObject().putArray("required").add("search");
        return model;
    }

    /** A mapping with common keys, and those of the parts that one of them names. */
    private ObjectNode chosen(String by, ObjectNode common, Map<String, ObjectNode> named) {
        ObjectNode mapping = JSON.objectNode().put(TYPE, "object").put(CLOSED, false);
        Map<String, Map<JsonNode, JsonNode>> all = new LinkedHashMap<>();
        addKeys(all, common);
        ArrayNode rules = JSON.arrayNode();
        for (Map.Entry<String, ObjectNode> name : named.entrySet()) {
            ObjectNode own = name.getValue();
            addKeys(all, own);
            List<String> allowed = new ArrayList<>();
            common.fieldNames().forEachRemaining(allowed::add);
            own.fieldNames().forEachRemaining(allowed::add);
            if (!allowed.contains(LATENT) && by.equals("variant")) {
                allowed.add(LATENT);
            }
            ObjectNode then = JSON.objectNode();
            then.putObject("propertyNames").set("enum", texts(allowed));
            // A chain or a product may stand in place of the number of dimensions.
            if (own.get(LATENT) instanceof ObjectNode dimensions && by.equals("variant")) {
                own.set(LATENT, anyOf(dimensions, string()));
            }
            then.set(PROPERTIES, own);
            rules.add(ifIs(by, name.getKey(), then));
        }
        all.forEach((key, values) -> properties(mapping).set(key, either(values.values())));
        mapping.set("allOf", rules);
        return mapping;
    }

    /** A key that two parts have takes the values of either; the rule of each part says which. */
    private void addKeys(Map<String, Map<JsonNode, JsonNode>> all, ObjectNode keys) {
        for (Map.Entry<String, JsonNode> key : keys.properties()) {
            all.computeIfAbsent(key.getKey(), name -> new LinkedHashMap<>())
                    .putIfAbsent(meant(key.getValue()), key.getValue());
        }
    }

    private JsonNode meant(JsonNode schema) {
        String place = schema.path(REFERENCE).asText();
        return place.startsWith(PATH) ? named.at(place.substring(PATH.length() - 1)) : schema;
    }

    private static ObjectNode sweep() {
        return objectOf(JSON.objectNode().put(TYPE, "array"))
                .put("description", "a grid: paths of keys, each with a list of values");
    }

    private static ObjectNode objectOf(ObjectNode values) {
        ObjectNode mapping = JSON.objectNode().put(TYPE, "object");
        mapping.set(CLOSED, values);
        return mapping;
    }

    private static JsonNode either(Collection<JsonNode> schemas) {
        return schemas.size() == 1
                ? schemas.iterator().next()
                : JSON.objectNode().set("anyOf", JSON.arrayNode().addAll(schemas));
    }

    private static ObjectNode anyOf(ObjectNode... schemas) {
        return JSON.objectNode().set("anyOf", array(schemas));
    }

    private static ArrayNode array(ObjectNode... schemas) {
        return JSON.arrayNode().addAll(List.of(schemas));
    }

    private static ObjectNode string() {
        return JSON.objectNode().put(TYPE, "string");
    }

    private static ArrayNode texts(Collection<String> values) {
        ArrayNode texts = JSON.arrayNode();
        values.forEach(texts::add);
        return texts;
    }
}
