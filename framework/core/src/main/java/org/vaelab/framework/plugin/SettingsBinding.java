// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.plugin;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.introspect.BeanPropertyDefinition;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.vaelab.framework.naming.Spelling;
import org.vaelab.framework.settings.Expectation;
import org.vaelab.framework.settings.PartChoice;
import org.vaelab.framework.settings.StrictMapper;

/** Reads the settings of a part that stands inside of another's, and says what is wrong with them. */
public final class SettingsBinding {

    private static final JsonMapper MAPPER = StrictMapper.create();

    private final Class<? extends Record> type;
    private final String owner;

    /**
     * Binds settings of a type.
     *
     * @param owner what has them, for messages
     */
    public SettingsBinding(Class<? extends Record> type, String owner) {
        this.type = type;
        this.owner = owner;
    }

    /** Returns the keys in order. */
    public List<String> keys() {
        return Arrays.stream(type.getRecordComponents()).map(RecordComponent::getName).toList();
    }

    /** Returns {@code name(first, second, third=)}, of which the last may be left out. */
    public String usage(String name) {
        List<String> required = required();
        return keys().stream()
                .map(key -> required.contains(key) ? key : key + "=")
                .collect(Collectors.joining(", ", name + "(", ")"));
    }

    private List<String> required() {
        return MAPPER
                .getDeserializationConfig()
                .introspect(MAPPER.constructType(type))
                .findProperties()
                .stream()
                .filter(BeanPropertyDefinition::isRequired)
                .map(BeanPropertyDefinition::getName)
                .toList();
    }

    private Record bind(ObjectNode settings) {
        settings.fieldNames().forEachRemaining(this::requireKnown);
        List<String> missing = new ArrayList<>(required());
        settings.fieldNames().forEachRemaining(missing::remove);
        if (!missing.isEmpty()) {
            throw refuse("lacks " + String.join(", ", missing));
        }
        try {
            return MAPPER.treeToValue(settings, type);
        } catch (JsonMappingException e) {
            throw refuse(explain(settings, e));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree cannot be malformed", e);
        }
    }

    /**
     * Reads and checks the settings of a part.
     *
     * @throws IllegalArgumentException of what is wrong with them first
     */
    public <F extends PartFactory<?, ?, ?>> ConfiguredPart<F> choose(
            String name, F factory, ObjectNode settings) {
        ConfiguredPart<F> chosen = new ConfiguredPart<>(name, factory, bind(settings));
        try {
            ConfiguredPart.check(chosen);
        } catch (IllegalArgumentException e) {
            throw refuse("is refused: " + e.getMessage());
        }
        return chosen;
    }

    /**
     * Finds a part by its choice, and reads and checks its settings.
     *
     * @throws UnknownPartException if there is none of that name
     * @throws IllegalArgumentException of what is wrong with the settings first
     */
    public static <F extends PartFactory<?, ?, ?>> ConfiguredPart<F> resolve(
            PartChoice choice, Registry<F> registry) {
        F factory = registry.get(choice.type());
        SettingsBinding binding =
                new SettingsBinding(
                        factory.settingsType(), registry.kind() + " '" + choice.type() + "'");
        return binding.choose(choice.type(), factory, MAPPER.valueToTree(choice.settings()));
    }

    private void requireKnown(String key) {
        if (!keys().contains(key)) {
            throw refuse("has no setting '" + key + "'\n" + Spelling.hint(key, keys()));
        }
    }

    private IllegalArgumentException refuse(String what) {
        return new IllegalArgumentException(owner + " " + what);
    }

    private static String explain(ObjectNode settings, JsonMappingException e) {
        Throwable root = e;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        if (!(root instanceof MismatchedInputException mismatch)) {
            return "is refused: " + root.getMessage();
        }
        String path =
                mismatch.getPath().stream()
                        .map(part -> String.valueOf(part.getFieldName()))
                        .collect(Collectors.joining("."));
        JsonNode value = settings.at("/" + path.replace('.', '/'));
        String written = value.isMissingNode() ? "" : " is " + value + ",";
        return "is refused: "
                + path
                + written
                + " expected "
                + Expectation.of(mismatch.getTargetType(), value);
    }
}
