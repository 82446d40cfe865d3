// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.joining;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.toCollection;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Type;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.platform.commons.support.ReflectionSupport;
import org.vaelab.experiments.run.Executor;
import org.vaelab.experiments.run.Listener;
import org.vaelab.experiments.run.RunEvent;
import org.vaelab.experiments.use.Model;
import org.vaelab.framework.Internal;
import org.vaelab.framework.settings.Part;

/**
 * The API: the public types and members without {@link Internal}. A text lists them, so that a review sees a
 * change. With {@code -Dvaelab.api.write=true} the text is written again.
 */
final class PublicApiTest {

    private static final Path TEXT =
            Path.of("src/test/resources/org/vaelab/experiments/public-api.txt");

    private static final Pattern OWN = Pattern.compile("org\\.vaelab\\.[\\w.$]+");

    private static final List<Class<?>> TYPES =
            ReflectionSupport.findAllClassesInPackage(
                    "org.vaelab",
                    PublicApiTest::isOfMainCode,
                    name -> !name.endsWith(".package-info"));

    /** A member of a public type, and what its signature names. */
    private record Signature(Class<?> owner, String name, List<Type> types, String text) {

        String key() {
            return owner.getSimpleName() + "." + name;
        }

        boolean names(Predicate<String> type) {
            return types.stream()
                    .flatMap(each -> OWN.matcher(each.getTypeName()).results())
                    .map(MatchResult::group)
                    .anyMatch(type);
        }
    }

    @Test
    void isAsWritten() throws IOException {
        String now = text();
        if (Boolean.getBoolean("vaelab.api.write")) {
            Files.writeString(TEXT, now);
        }
        assertThat(Files.readString(TEXT)).isEqualTo(now);
    }

    @Tag("full")
    @Test
    void noSignatureNamesAnInternalType() {
        assertThat(TYPES).hasSizeGreaterThan(500);
        Set<String> internal =
                TYPES.stream()
                        .filter(PublicApiTest::isInternal)
                        .map(Class::getName)
                        .collect(toCollection(TreeSet::new));
        assertThat(internal).isNotEmpty();
        assertThat(naming(internal::contains)).isEmpty();
    }

    @Tag("full")
    @Test
    void signaturesOfAllKindsAreSeen() {
        assertThat(naming(Executor.Work.class.getName()::equals)).contains("Executor.run");
        assertThat(naming(Executor.Summary.class.getName()::equals)).contains("Executor.run");
        assertThat(naming(RunEvent.class.getName()::equals)).contains("Kept.extends");
        assertThat(naming(Plan.class.getName()::equals)).contains("Experiment.plan");
        assertThat(naming(Listener.class.getName()::equals)).contains("Listener.SILENT");
    }

    /** Returns the members of the API that name such a type. */
    private static Set<String> naming(Predicate<String> isNamed) {
        return TYPES.stream()
                .filter(PublicApiTest::isApi)
                .flatMap(PublicApiTest::signatures)
                .filter(signature -> signature.names(isNamed))
                .map(Signature::key)
                .collect(toCollection(TreeSet::new));
    }

    private static boolean isOfMainCode(Class<?> type) {
        return type.getName().startsWith("org.vaelab.")
                && !String.valueOf(type.getProtectionDomain().getCodeSource().getLocation())
                        .contains("test-classes");
    }

    private static boolean isApi(Class<?> type) {
        return isVisible(type) && !isInternal(type);
    }

    private static boolean isInternal(Class<?> type) {
        return type.isAnnotationPresent(Internal.class)
                || (type.getEnclosingClass() != null && isInternal(type.getEnclosingClass()));
    }

    private static boolean isVisible(Class<?> type) {
        int visible = Modifier.PUBLIC | (type.isMemberClass() ? Modifier.PROTECTED : 0);
        return (type.getModifiers() & visible) != 0
                && !type.isAnonymousClass()
                && !type.isLocalClass()
                && (type.getEnclosingClass() == null || isVisible(type.getEnclosingClass()));
    }

    private static Stream<Signature> signatures(Class<?> type) {
        List<Signature> all = new ArrayList<>();
        List<Type> supertypes = new ArrayList<>(Arrays.asList(type.getGenericInterfaces()));
        if (type.getGenericSuperclass() != null) {
            supertypes.add(type.getGenericSuperclass());
        }
        all.add(new Signature(type, "extends", supertypes, ""));
        for (Constructor<?> made : type.getDeclaredConstructors()) {
            if (isOffered(made)) {
                all.add(signature(type, made, "new", type.getSimpleName(), List.of()));
            }
        }
        for (Method method : type.getDeclaredMethods()) {
            if (isOffered(method) && !method.isSynthetic()) {
                Type returned = method.getGenericReturnType();
                String own = Modifier.isStatic(method.getModifiers()) ? "static " : "";
                String head = own + simple(returned) + " " + method.getName();
                all.add(
                        signature(
                                type,
                                method,
                                method.getName(),
                                type.getSimpleName() + ": " + head,
                                List.of(returned)));
            }
        }
        for (Field field : type.getDeclaredFields()) {
            if (isOffered(field.getModifiers()) && !field.isSynthetic()) {
                all.add(new Signature(type, field.getName(), List.of(field.getGenericType()), ""));
            }
        }
        return all.stream();
    }

    private static boolean isOffered(Executable member) {
        return isOffered(member.getModifiers()) && !member.isAnnotationPresent(Internal.class);
    }

    private static boolean isOffered(int modifiers) {
        return (modifiers & (Modifier.PUBLIC | Modifier.PROTECTED)) != 0;
    }

    private static Signature signature(
            Class<?> owner, Executable of, String name, String head, List<Type> returned) {
        List<Type> types = new ArrayList<>(returned);
        Collections.addAll(types, of.getGenericParameterTypes());
        Collections.addAll(types, of.getGenericExceptionTypes());
        for (var variable : of.getTypeParameters()) {
            Collections.addAll(types, variable.getBounds());
        }
        String text =
                Arrays.stream(of.getGenericParameterTypes())
                        .map(PublicApiTest::simple)
                        .collect(joining(", ", head + "(", ")"));
        return new Signature(owner, name, types, text);
    }

    private static String simple(Type type) {
        return type.getTypeName().replaceAll("(\\w+\\.)+", "").replace('$', '.');
    }

    private static String text() {
        List<Class<?>> api = TYPES.stream().filter(PublicApiTest::isApi).toList();
        Map<Boolean, List<Class<?>>> byPart =
                api.stream()
                        .filter(type -> type.getEnclosingClass() == null)
                        .filter(type -> !type.getName().startsWith("org.vaelab.testkit."))
                        .collect(groupingBy(type -> type.isAnnotationPresent(Part.class)));
        Set<Package> shown = Set.of(Experiment.class.getPackage(), Model.class.getPackage());
        String ofExperiments =
                api.stream()
                        .filter(type -> shown.contains(type.getPackage()))
                        .flatMap(PublicApiTest::signatures)
                        .map(Signature::text)
                        .filter(text -> !text.isEmpty())
                        .sorted()
                        .distinct()
                        .collect(joining("\n"));
        return ofExperiments
                + "\n\n"
                + section("types", byPart.get(false))
                + section("parts", byPart.get(true));
    }

    private static String section(String title, List<Class<?>> types) {
        SortedMap<String, TreeSet<String>> names =
                types.stream()
                        .collect(
                                groupingBy(
                                        Class::getPackageName,
                                        TreeMap::new,
                                        mapping(Class::getSimpleName, toCollection(TreeSet::new))));
        StringBuilder text = new StringBuilder(types.size() + " " + title + ":\n");
        names.forEach(
                (place, simple) -> {
                    text.append("\n").append(place).append("\n");
                    simple.forEach(name -> text.append("    ").append(name).append("\n"));
                });
        return text.append("\n").toString();
    }
}
