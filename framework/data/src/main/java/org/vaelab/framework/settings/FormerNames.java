// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.settings;

import java.lang.reflect.Field;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Finds the present names of keys and values that were renamed. */
public final class FormerNames {

    private FormerNames() {}

    /** Returns the present name of a key of a settings record. */
    public static Optional<String> present(Class<?> settings, String former) {
        return fields(settings)
                .filter(field -> of(field).contains(former))
                .map(Field::getName)
                .findFirst();
    }

    /** Returns the present name of a value of an enumeration, as configs have it. */
    public static Optional<String> presentConstant(Class<?> enumeration, String former) {
        List<String> constants = Expectation.constants(enumeration);
        List<Field> fields = fields(enumeration).filter(Field::isEnumConstant).toList();
        for (int i = 0; i < fields.size(); i++) {
            if (of(fields.get(i)).contains(former)) {
                return Optional.of(constants.get(i));
            }
        }
        return Optional.empty();
    }

    /** Returns the hint for a name that is no longer used. */
    public static String hint(String present) {
        return "it is called '" + present + "' now";
    }

    static List<String> of(Field field) {
        FormerName name = field.getAnnotation(FormerName.class);
        return name == null ? List.of() : List.of(name.value());
    }

    private static Stream<Field> fields(Class<?> type) {
        return Stream.of(type.getDeclaredFields());
    }
}
