// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.reference;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.github.victools.jsonschema.generator.CustomDefinition;
import com.github.victools.jsonschema.generator.FieldScope;
import com.github.victools.jsonschema.generator.Option;
import com.github.victools.jsonschema.generator.OptionPreset;
import com.github.victools.jsonschema.generator.SchemaBuilder;
import com.github.victools.jsonschema.generator.SchemaGenerationContext;
import com.github.victools.jsonschema.generator.SchemaGenerator;
import com.github.victools.jsonschema.generator.SchemaGeneratorConfigBuilder;
import com.github.victools.jsonschema.generator.SchemaVersion;
import com.github.victools.jsonschema.generator.TypeScope;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.vaelab.experiments.spec.ConfigSections;
import org.vaelab.experiments.spec.SpecContext;
import org.vaelab.framework.data.DataSource;
import org.vaelab.framework.plugin.Plugins;
import org.vaelab.framework.plugin.VariantNames;
import org.vaelab.framework.settings.Expectation;
import org.vaelab.framework.settings.Part;
import org.vaelab.framework.settings.PartType;
import org.vaelab.framework.settings.Registry;
import org.vaelab.framework.settings.SettingKey;

/**
 * The JSON Schema (draft 7) of configs. Records become definitions with the types, defaults and meanings of
 * their keys; names of parts, metrics and backends become enumerations.
 */
public final class ConfigSchema {

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final String PROPERTIES = "properties";
    private static final String TYPE = "type";
    private static final String CLOSED = "additionalProperties";
    private static final String EVALUATION = "evaluation";
    private static final String LATENT = "latent";
    private static final String EPOCHS = "^[0-9]+([.][0-9]+)? *epochs?$";

    private final SpecContext context;
    private final Plugins plugins;
    private final SchemaBuilder records;
    private final Map<Class<?>, ObjectNode> references = new LinkedHashMap<>();

    /** Describes configs that name the parts, metrics and backends of a context. */
    public ConfigSchema(SpecContext context) {
        this.context = context;
        this.plugins = context.plugins();
        SchemaGeneratorConfigBuilder config =
                new SchemaGeneratorConfigBuilder(SchemaVersion.DRAFT_7, OptionPreset.PLAIN_JSON)
                        .with(Option.DEFINITIONS_FOR_ALL_OBJECTS)
                        .without(Option.SCHEMA_VERSION_INDICATOR);
        config.forTypesInGeneral()
                .withCustomDefinitionProvider((type, in) -> special(type.getErasedType(), in))
                .withTypeAttributeOverride((node, scope, in) -> close(node, scope));
        config.forFields()
                .withDescriptionResolver(field -> key(field).map(SettingKey::meaning).orElse(null))
                .withDefaultResolver(
                        field -> key(field).flatMap(SettingKey::defaultValue).orElse(null))
                .withInstanceAttributeOverride(
                        (node, field, in) ->
                                key(field)
                                        .filter(KeyTable::isInSteps)
                                        .ifPresent(steps -> takeEpochs(node)))
                .withRequiredCheck(field -> key(field).filter(SettingKey::isRequired).isPresent());
        this.records = new SchemaGenerator(config.build()).buildMultipleSchemaDefinitions();
    }

    private static void takeEpochs(ObjectNode number) {
        number.putArray(TYPE).add("integer").add("string");
        number.put("pattern", EPOCHS);
    }

    private static Optional<SettingKey> key(FieldScope field) {
        Class<?> owner = field.getDeclaringType().getErasedType();
        return owner.isRecord()
                ? SettingKey.of(owner).stream()
                        .filter(key -> key.name().equals(field.getName()))
                        .findFirst()
                : Optional.empty();
    }

    /** Types that configs write otherwise than their fields say; null for the others. */
    private static @Nullable CustomDefinition special(Class<?> type, SchemaGenerationContext in) {
        if (type.isEnum()) {
            return inline(JSON.objectNode().set("enum", texts(Expectation.constants(type))));
        }
        if (!Expectation.typeNames(type).isEmpty()) {
            return new CustomDefinition(choice(type, in));
        }
        if (type == Path.class) {
            return inline(string());
        }
        boolean isAny =
                JsonNode.class.isAssignableFrom(type)
                        || KeyTable.isWrittenAsText(type)
                        || (type.isInterface() && !Collection.class.isAssignableFrom(type));
        return isAny ? inline(JSON.objectNode()) : null;
    }

    private static CustomDefinition inline(JsonNode definition) {
        return new CustomDefinition((ObjectNode) definition, true);
    }

    /** A closed choice by the key {@code type}: one member each, and a number where one is taken. */
    private static ObjectNode choice(Class<?> type, SchemaGenerationContext in) {
        ArrayNode anyOf = JSON.arrayNode();
        if (Expectation.isAlsoANumber(type)) {
            anyOf.addObject().put(TYPE, "number");
        }
        for (JsonSubTypes.Type member : type.getAnnotation(JsonSubTypes.class).value()) {
            anyOf.add(in.createDefinitionReference(in.getTypeContext().resolve(member.value())));
        }
        return JSON.objectNode().set("anyOf", anyOf);
    }

    /** Other keys are errors; a part and a member of a choice have the key {@code type} beside. */
    private static void close(ObjectNode node, TypeScope scope) {
        Class<?> type = scope.getType().getErasedType();
        if (!type.isRecord() || !"object".equals(node.path(TYPE).asText())) {
            return;
        }
        node.put(CLOSED, false);
        Part part = type.getAnnotation(Part.class);
        if (part != null) {
            node.put("description", part.description());
            properties(node).putObject(TYPE).put("const", part.value());
        }
        for (Class<?> choice : type.getInterfaces()) {
            JsonSubTypes members = choice.getAnnotation(JsonSubTypes.class);
            if (members != null) {
                Arrays.stream(members.value())
                        .filter(member -> member.value() == type)
                        .forEach(member -> tag(node, choice, member));
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

    private ObjectNode reference(Class<?> type) {
        ObjectNode known = references.get(type);
        if (known == null) {
            known = records.createSchemaReference(type);
            references.put(type, known);
        }
        return known;
    }

    /** A reference for one more place, once the definitions are collected. */
    private ObjectNode copy(Class<?> type) {
        return reference(type).deepCopy();
    }

    /** Returns the schema as JSON of several lines. */
    public String text() {
        return schema().toPrettyString() + "\n";
    }

    /** Returns the schema. */
    public ObjectNode schema() {
        // The generator fills references in when it collects their definitions.
        types().forEach(this::reference);
        ObjectNode definitions = records.collectDefinitions("definitions");
        Map<String, JsonNode> shared = shared();
        ObjectNode root = JSON.objectNode();
        root.put("$schema", "http://json-schema.org/draft-07/schema#");
        root.put("title", "A config of VaeLab");
        root.put(TYPE, "object");
        ObjectNode top = properties(root);
        top.setAll(keysOf(ConfigSections.top().settings(), definitions));
        shared.put("data", data(definitions));
        shared.put(EVALUATION, evaluation(definitions));
        top.setAll(shared);
        top.set("sweep", sweep());
        top.set("budgets", objectOf(JSON.objectNode().put(TYPE, "object")));
        top.set("expected", JSON.objectNode().put(TYPE, "array"));
        top.set("models", objectOf(JSON.objectNode().put("$ref", "#/definitions/Model")));
        root.put(CLOSED, false);
        top.set("extends", string().put("description", "a config that this one is laid over"));
        ArrayNode either = root.putArray("anyOf");
        either.addObject().putArray("required").add("models");
        either.addObject().putArray("required").add("extends");
        definitions.set("Model", model(shared, definitions));
        root.set("definitions", definitions);
        return root;
    }

    private List<Class<?>> types() {
        List<Class<?>> types = new ArrayList<>(List.of(ConfigSections.top().settings()));
        ConfigSections.ofModels().forEach(section -> types.add(section.settings()));
        types.add(ConfigSections.labelType());
        for (Class<?> point : ConfigSections.points()) {
            plugins.of(point).types().values().forEach(type -> types.add(type.type()));
        }
        return types;
    }

    private static Class<?> sectionType(String name) {
        return ConfigSections.find(name).orElseThrow().settings();
    }

    /** The keys of a record, resolved from its definition. */
    private ObjectNode keysOf(Class<?> type, ObjectNode definitions) {
        ObjectNode reference = reference(type);
        String name = reference.path("$ref").asText().replace("#/definitions/", "");
        JsonNode definition = name.isEmpty() ? reference : definitions.path(name);
        ObjectNode keys = JSON.objectNode();
        definition
                .path(PROPERTIES)
                .properties()
                .forEach(entry -> keys.set(entry.getKey(), entry.getValue()));
        keys.remove(TYPE);
        return keys;
    }

    /** What stands at the top for all models, or in a model. */
    private Map<String, JsonNode> shared() {
        Map<String, JsonNode> shared = new LinkedHashMap<>();
        for (ConfigSections.Section section : ConfigSections.ofModels()) {
            ObjectNode schema = JSON.objectNode().put("description", section.meaning());
            schema.putArray("allOf").add(copy(section.settings()));
            shared.put(section.name(), schema);
        }
        shared.put("supervision", anyOf(string(), copy(sectionType("supervision"))));
        shared.put("start", anyOf(string(), copy(sectionType("start"))));
        ConfigSections.parts().forEach((key, point) -> shared.put(key, part(point)));
        ObjectNode texts = JSON.objectNode().put(TYPE, "array");
        texts.set("items", string());
        shared.put("condition", anyOf(string(), texts));
        return shared;
    }

    /** A part by its name, or as a mapping with the name as type. */
    private ObjectNode part(Class<?> point) {
        Registry<?> registry = plugins.of(point);
        ObjectNode name = JSON.objectNode();
        name.set("enum", texts(registry.names()));
        ObjectNode mapping = JSON.objectNode().put(TYPE, "object");
        mapping.putArray("required").add(TYPE);
        properties(mapping).set(TYPE, name.deepCopy());
        ArrayNode rules = mapping.putArray("allOf");
        for (PartType<?> type : registry.types().values()) {
            rules.add(ifIs(TYPE, type.name(), copy(type.type())));
        }
        return anyOf(name, mapping).put("description", "a " + registry.kind());
    }

    private static ObjectNode ifIs(String key, String value, ObjectNode then) {
        ObjectNode rule = JSON.objectNode();
        ObjectNode condition = rule.putObject("if");
        properties(condition).putObject(key).put("const", value);
        condition.putArray("required").add(key);
        rule.set("then", then);
        return rule;
    }

    private ObjectNode data(ObjectNode definitions) {
        ObjectNode common = keysOf(sectionType("data"), definitions);
        common.set(
                "source",
                string().put(
                                "description",
                                "a data source, or a folder with MNIST's four file names"));
        Map<String, ObjectNode> sources = new TreeMap<>();
        plugins.of(DataSource.class)
                .types()
                .forEach((name, type) -> sources.put(name, keysOf(type.type(), definitions)));
        return chosen("source", common, sources);
    }

    private ObjectNode evaluation(ObjectNode definitions) {
        ObjectNode section = JSON.objectNode().put(TYPE, "object").put(CLOSED, false);
        ObjectNode keys = properties(section);
        keys.setAll(keysOf(sectionType(EVALUATION), definitions));
        ObjectNode inference = part(ConfigSections.parts().get("inference"));
        ObjectNode several = JSON.objectNode().put(TYPE, "array");
        several.set("items", inference);
        keys.set("inference", anyOf(inference.deepCopy(), several));
        keys.set("gradients", JSON.objectNode());
        ObjectNode metrics = JSON.objectNode().put(TYPE, "array");
        metrics.putObject("items").set("enum", texts(context.metrics()));
        keys.set("metrics", metrics);
        return section;
    }

    private ObjectNode model(Map<String, JsonNode> shared, ObjectNode definitions) {
        ObjectNode common = JSON.objectNode();
        common.setAll(shared);
        Map<String, ObjectNode> variants = new TreeMap<>();
        VariantNames.of(plugins)
                .forEach(
                        (name, meaning) -> {
                            ObjectNode keys = JSON.objectNode();
                            meaning.parts()
                                    .forEach(type -> keys.setAll(keysOf(type.type(), definitions)));
                            variants.put(
                                    name,
                                    keys.retain(
                                            meaning.keys().stream()
                                                    .map(SettingKey::name)
                                                    .toList()));
                        });
        common.putObject("variant").set("enum", texts(variants.keySet()));
        common.set("sweep", sweep());
        common.set("label", anyOf(string(), copy(ConfigSections.labelType())));
        ObjectNode model = chosen("variant", common, variants);
        // A chain or a product, as in "normal(8) > normal(16)", beside the number of dimensions.
        properties(model).set(LATENT, anyOf(JSON.objectNode().put(TYPE, "integer"), string()));
        ArrayNode either = model.putArray("anyOf");
        either.addObject().putArray("required").add("variant");
        either.addObject().putArray("required").add("sweep");
        either.addObject().putArray("required").add("search");
        return model;
    }

    /** A mapping with common keys, and those of the parts that one of them names. */
    private ObjectNode chosen(String by, ObjectNode common, Map<String, ObjectNode> named) {
        ObjectNode mapping = JSON.objectNode().put(TYPE, "object").put(CLOSED, false);
        ObjectNode all = properties(mapping);
        all.setAll(common);
        ArrayNode rules = JSON.arrayNode();
        for (Map.Entry<String, ObjectNode> name : named.entrySet()) {
            ObjectNode own = name.getValue();
            own.properties().forEach(key -> addKey(all, key.getKey(), key.getValue()));
            List<String> allowed = new ArrayList<>();
            common.fieldNames().forEachRemaining(allowed::add);
            own.fieldNames().forEachRemaining(allowed::add);
            if (!allowed.contains(LATENT) && by.equals("variant")) {
                allowed.add(LATENT);
            }
            ObjectNode then = JSON.objectNode();
            then.putObject("propertyNames").set("enum", texts(allowed));
            // A chain or a product may stand in place of the number of dimensions.
            own.remove(LATENT);
            then.set(PROPERTIES, own);
            rules.add(ifIs(by, name.getKey(), then));
        }
        mapping.set("allOf", rules);
        return mapping;
    }

    /** A key that two parts have takes the values of either; the rule of each part says which. */
    private static void addKey(ObjectNode all, String key, JsonNode schema) {
        JsonNode known = all.get(key);
        if (known == null) {
            all.set(key, schema);
        } else if (!known.equals(schema)) {
            all.set(key, anyOf((ObjectNode) known, (ObjectNode) schema));
        }
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

    private static ObjectNode anyOf(ObjectNode... schemas) {
        return JSON.objectNode().set("anyOf", JSON.arrayNode().addAll(List.of(schemas)));
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
