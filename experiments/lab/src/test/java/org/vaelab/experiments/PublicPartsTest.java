// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Modifier;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.vaelab.experiments.use.Lab;
import org.vaelab.framework.plugin.Plugins;
import org.vaelab.framework.settings.PartType;
import org.vaelab.framework.settings.Registry;

/** A program can make every part: its class and a constructor or a factory are public. */
final class PublicPartsTest {

    private static final Plugins PLUGINS = Lab.with().plugins();

    static List<Class<?>> parts() {
        return PLUGINS.points().stream()
                .map(PLUGINS::of)
                .map(Registry::types)
                .flatMap(types -> types.values().stream().<Class<?>>map(PartType::type))
                .distinct()
                .toList();
    }

    @ParameterizedTest
    @MethodSource("parts")
    void aProgramCanMakeIt(Class<?> part) {
        assertThat(canBeMade(part)).as(part.getName()).isTrue();
    }

    private static boolean canBeMade(Class<?> part) {
        boolean hasFactory =
                Stream.of(part.getMethods())
                        .anyMatch(
                                method ->
                                        Modifier.isStatic(method.getModifiers())
                                                && method.getReturnType().equals(part));
        return isPublic(part) && (hasFactory || part.getConstructors().length > 0);
    }

    private static boolean isPublic(Class<?> type) {
        Class<?> outer = type.getEnclosingClass();
        return Modifier.isPublic(type.getModifiers()) && (outer == null || isPublic(outer));
    }

    private record Hidden() {}

    @Test
    void aPackagePrivateRecordIsNoticed() {
        assertThat(canBeMade(Hidden.class)).isFalse();
        assertThat(parts()).hasSizeGreaterThan(100);
    }
}
