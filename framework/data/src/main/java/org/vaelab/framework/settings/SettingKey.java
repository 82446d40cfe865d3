// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.settings;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.TextNode;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A key of a settings record, as {@link Setting} describes it. */
public record SettingKey(RecordComponent component) {

    private static final ObjectMapper PLAIN = new ObjectMapper();

    /** Returns the keys of a settings record, in order. */
    public static List<SettingKey> of(Class<?> settings) {
        return Arrays.stream(settings.getRecordComponents()).map(SettingKey::new).toList();
    }

    public String name() {
        return component.getName();
    }

    /** Returns the meaning of the key; empty without a {@link Setting}. */
    public String meaning() {
        return setting().map(Setting::value).orElse("");
    }

    /** Returns the value of a key that is left out; empty if there is none. */
    public Optional<JsonNode> defaultValue() {
        return setting().map(Setting::defaultValue).filter(text -> !text.isEmpty()).map(this::json);
    }

    /** Returns whether a config must have the key. */
    public boolean isRequired() {
        JsonProperty property = component.getAccessor().getAnnotation(JsonProperty.class);
        boolean asked = property != null && property.required();
        return asked || (setting().isPresent() && defaultValue().isEmpty() && !isNullable());
    }

    /** Returns whether the key may be absent without a default. */
    public boolean isNullable() {
        return component.getAnnotatedType().isAnnotationPresent(Nullable.class);
    }

    /** Returns whether each config that is written has the key, set or not. */
    public boolean isAlwaysWritten() {
        return !component.getAccessor().isAnnotationPresent(JsonInclude.class);
    }

    private Optional<Setting> setting() {
        return Optional.ofNullable(component.getAnnotation(Setting.class));
    }

    /** A text that is no JSON is the text itself. */
    private JsonNode json(String text) {
        try {
            return component.getType() == String.class
                    ? TextNode.valueOf(text)
                    : PLAIN.readTree(text);
        } catch (JsonProcessingException e) {
            return TextNode.valueOf(text);
        }
    }
}
