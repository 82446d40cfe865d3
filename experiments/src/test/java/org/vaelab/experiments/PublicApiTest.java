// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Type;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * The public interface of the module, as a text: a change of it is seen in review. With {@code
 * -Dvaelab.api.write=true} the text is written again.
 */
final class PublicApiTest {

    private static final Path TEXT =
            Path.of("src/test/resources/org/vaelab/experiments/public-api.txt");

    /** Types of VaeLab that are not in the package. */
    private static final Pattern OTHERS =
            Pattern.compile("org\\.vaelab\\.(?!experiments\\.[A-Z])[\\w.$]+");

    @Test
    void isAsWritten() throws IOException {
        String now = text();
        if (Boolean.getBoolean("vaelab.api.write")) {
            Files.writeString(TEXT, now);
        }
        assertThat(Files.readString(TEXT)).isEqualTo(now);
    }

    private static String text() {
        SortedSet<String> lines = new TreeSet<>();
        SortedSet<String> named = new TreeSet<>();
        for (JavaClass found :
                new ClassFileImporter()
                        .withImportOption(new ImportOption.DoNotIncludeTests())
                        .importPackages("org.vaelab.experiments")) {
            Class<?> type = found.reflect();
            if (type.getPackageName().equals("org.vaelab.experiments") && isPublic(type)) {
                for (Constructor<?> constructor : type.getConstructors()) {
                    add(constructor, type.getSimpleName(), lines, named);
                }
                for (Method method : type.getDeclaredMethods()) {
                    if (Modifier.isPublic(method.getModifiers()) && !method.isSynthetic()) {
                        String returned = name(method.getGenericReturnType(), named);
                        String own = Modifier.isStatic(method.getModifiers()) ? "static " : "";
                        add(
                                method,
                                type.getSimpleName()
                                        + ": "
                                        + own
                                        + returned
                                        + " "
                                        + method.getName(),
                                lines,
                                named);
                    }
                }
            }
        }
        return lines.stream().collect(joining("\n"))
                + "\n\ntypes of other packages:\n"
                + named.stream().collect(joining("\n"))
                + "\n";
    }

    private static boolean isPublic(Class<?> type) {
        return Modifier.isPublic(type.getModifiers())
                && (type.getEnclosingClass() == null || isPublic(type.getEnclosingClass()));
    }

    private static void add(
            Executable executable, String head, SortedSet<String> lines, SortedSet<String> named) {
        lines.add(
                Arrays.stream(executable.getGenericParameterTypes())
                        .map(type -> name(type, named))
                        .collect(joining(", ", head + "(", ")")));
    }

    /** Returns the simple name of a type, and keeps the names of those of other packages. */
    private static String name(Type type, SortedSet<String> named) {
        String full = type.getTypeName();
        Matcher parts = OTHERS.matcher(full);
        while (parts.find()) {
            named.add(parts.group());
        }
        return full.replaceAll("(\\w+\\.)+", "").replace('$', '.');
    }
}
