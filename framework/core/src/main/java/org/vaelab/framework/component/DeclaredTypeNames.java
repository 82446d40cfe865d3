// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.component;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.annotation.JsonTypeName;
import com.fasterxml.jackson.databind.DatabindContext;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.exc.InvalidTypeIdException;
import com.fasterxml.jackson.databind.jsontype.impl.TypeIdResolverBase;
import java.io.IOException;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Reads the {@code type} of sealed settings: one of the names that its records declare by {@link
 * JsonTypeName}, and no other.
 *
 * <p>Jackson by itself takes an unknown name for the default type, so that a misspelt optimiser
 * would silently be another one. The default is for settings that name no type.
 */
public final class DeclaredTypeNames extends TypeIdResolverBase {

    private final SortedMap<String, Class<?>> types = new TreeMap<>();
    private @Nullable JavaType baseType;

    public DeclaredTypeNames() {}

    @Override
    public void init(JavaType base) {
        baseType = base;
        for (Class<?> type : sealed(base.getRawClass()).getPermittedSubclasses()) {
            types.put(type.getAnnotation(JsonTypeName.class).value(), type);
        }
    }

    private JavaType base() {
        return Objects.requireNonNull(baseType, "Jackson calls init first");
    }

    private static Class<?> sealed(Class<?> type) {
        if (type.isSealed()) {
            return type;
        }
        for (Class<?> parent : type.getInterfaces()) {
            if (parent.isSealed()) {
                return parent;
            }
        }
        throw new IllegalArgumentException(type + " is not of a sealed interface");
    }

    @Override
    public String idFromValue(Object value) {
        return idFromValueAndType(value, value.getClass());
    }

    @Override
    public String idFromValueAndType(Object value, Class<?> type) {
        for (Map.Entry<String, Class<?>> candidate : types.entrySet()) {
            if (candidate.getValue() == type) {
                return candidate.getKey();
            }
        }
        throw new IllegalArgumentException(type + " declares no type name");
    }

    @Override
    public JavaType typeFromId(DatabindContext context, String id) throws IOException {
        Class<?> type = types.get(id);
        if (type == null) {
            throw new InvalidTypeIdException(
                    null,
                    "unknown type '" + id + "'. Known: " + getDescForKnownTypeIds(),
                    base(),
                    id);
        }
        return context.constructSpecializedType(base(), type);
    }

    @Override
    public String getDescForKnownTypeIds() {
        return String.join(", ", types.keySet());
    }

    @Override
    public JsonTypeInfo.Id getMechanism() {
        return JsonTypeInfo.Id.NAME;
    }
}
