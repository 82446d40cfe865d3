// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.settings;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.annotation.JsonTypeName;
import com.fasterxml.jackson.databind.JsonNode;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.vaelab.framework.Internal;

/** Describes the values that a setting accepts, in terms of configs rather than of Java. */
@Internal
public final class Expectation {

    private static final Set<Class<?>> INTEGERS =
            Set.of(int.class, long.class, Integer.class, Long.class);
    private static final Set<Class<?>> NUMBERS =
            Set.of(double.class, float.class, Double.class, Float.class, Number.class);
    private static final Set<Class<?>> TRUTHS = Set.of(boolean.class, Boolean.class);

    private Expectation() {}

    /**
     * Returns what would have been taken: "an integer", "a mapping with a type of constant,
     * linear".
     *
     * @param target the type of the setting, if it is known
     * @param refused the rejected value
     */
    public static String of(@Nullable Class<?> target, JsonNode refused) {
        if (target == null) {
            return "another kind of value";
        }
        if (isInteger(target)) {
            return refused.isIntegralNumber() ? "one nearer to zero" : "an integer";
        }
        if (isNumber(target)) {
            return "a number";
        }
        if (isTruth(target)) {
            return "true or false";
        }
        if (target.isEnum()) {
            return "one of " + String.join(", ", constants(target));
        }
        if (Collection.class.isAssignableFrom(target)) {
            return "a list";
        }
        return choiceOf(target)
                .map(Expectation::ofChoice)
                .orElse(
                        target.isRecord() || target == Map.class
                                ? "a mapping of keys to values"
                                : "text");
    }

    /** Returns whether a class holds integers only. */
    public static boolean isInteger(Class<?> type) {
        return INTEGERS.contains(type);
    }

    /** Returns whether a class holds numbers that need not be integers. */
    public static boolean isNumber(Class<?> type) {
        return NUMBERS.contains(type);
    }

    /** Returns whether a class holds true or false. */
    public static boolean isTruth(Class<?> type) {
        return TRUTHS.contains(type);
    }

    /** Returns the constants of an enumeration as configs have them. */
    public static List<String> constants(Class<?> enumeration) {
        return Arrays.stream(Objects.requireNonNull(enumeration.getEnumConstants()))
                .map(constant -> StrictMapper.write(constant).asText())
                .toList();
    }

    /** Returns the values of the key {@code type} of a closed choice; empty for other classes. */
    public static List<String> typeNames(Class<?> choice) {
        return members(choice).stream().map(Expectation::typeName).toList();
    }

    /** Returns the members of a closed choice; empty for other classes. */
    public static List<JsonSubTypes.Type> members(Class<?> choice) {
        JsonSubTypes subTypes = choice.getAnnotation(JsonSubTypes.class);
        return subTypes == null ? List.of() : List.of(subTypes.value());
    }

    /** Returns the method by which a class reads itself from one value; empty if it has none. */
    public static Optional<Method> creator(Class<?> type) {
        return Arrays.stream(type.getDeclaredMethods())
                .filter(method -> method.isAnnotationPresent(JsonCreator.class))
                .findFirst();
    }

    /** Returns the value of {@code type} of one member of a closed choice. */
    public static String typeName(JsonSubTypes.Type type) {
        JsonTypeName name = type.value().getAnnotation(JsonTypeName.class);
        return name == null ? type.name() : name.value();
    }

    /**
     * Returns the value of {@code type} of a member of a closed choice; empty for other classes.
     */
    public static Optional<String> memberName(Class<?> member) {
        return Arrays.stream(member.getInterfaces())
                .flatMap(choice -> members(choice).stream())
                .filter(type -> type.value() == member)
                .map(Expectation::typeName)
                .findFirst();
    }

    private static String ofChoice(Class<?> choice) {
        return (isAlsoANumber(choice) ? "a number or a mapping" : "a mapping")
                + " with a type of "
                + String.join(", ", typeNames(choice));
    }

    /** Returns whether a closed choice may be written as a number alone, without a type. */
    public static boolean isAlsoANumber(Class<?> choice) {
        return creator(choice.getAnnotation(JsonTypeInfo.class).defaultImpl())
                .filter(method -> isNumber(method.getParameterTypes()[0]))
                .isPresent();
    }

    /** The closed choice, by the key {@code type}, that a class is or belongs to. */
    private static Optional<Class<?>> choiceOf(Class<?> target) {
        return Stream.concat(Stream.of(target), Arrays.stream(target.getInterfaces()))
                .<Class<?>>map(type -> type)
                .filter(type -> type.isAnnotationPresent(JsonTypeInfo.class))
                .findFirst();
    }
}
