// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.settings;

import com.fasterxml.jackson.databind.BeanDescription;
import com.fasterxml.jackson.databind.DeserializationConfig;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.deser.BeanDeserializerBuilder;
import com.fasterxml.jackson.databind.deser.BeanDeserializerModifier;
import com.fasterxml.jackson.databind.deser.NullValueProvider;
import com.fasterxml.jackson.databind.deser.SettableBeanProperty;
import com.fasterxml.jackson.databind.util.AccessPattern;
import java.io.IOException;

/** Gives the components of settings records that a config leaves out the value of their {@link Setting}. */
final class SettingDefaults extends BeanDeserializerModifier {

    private static final long serialVersionUID = 1L;

    @Override
    public BeanDeserializerBuilder updateBuilder(
            DeserializationConfig config, BeanDescription type, BeanDeserializerBuilder builder) {
        if (!type.getBeanClass().isRecord()) {
            return builder;
        }
        // Jackson keeps this array, and puts the deserialisers of the properties into it later.
        SettableBeanProperty[] components =
                builder.getValueInstantiator().getFromObjectArguments(config);
        for (int i = 0; components != null && i < components.length; i++) {
            SettableBeanProperty component = components[i];
            for (SettingKey key : SettingKey.of(type.getBeanClass())) {
                if (key.name().equals(component.getName()) && key.defaultValue().isPresent()) {
                    components[i] =
                            component.withNullProvider(
                                    new Value(key.defaultValue().get(), component.getType()));
                    builder.addOrReplaceProperty(components[i], true);
                }
            }
        }
        return builder;
    }

    private record Value(JsonNode json, JavaType type) implements NullValueProvider {

        @Override
        public Object getNullValue(DeserializationContext context) throws JsonMappingException {
            try {
                return context.readTreeAsValue(json, type);
            } catch (JsonMappingException e) {
                throw e;
            } catch (IOException e) {
                throw JsonMappingException.from(context, "a default cannot be read", e);
            }
        }

        @Override
        public AccessPattern getNullAccessPattern() {
            return AccessPattern.DYNAMIC;
        }
    }
}
