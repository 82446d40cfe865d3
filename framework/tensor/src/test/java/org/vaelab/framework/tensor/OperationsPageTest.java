// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.tensor;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The page of operations lists each public method that returns a tensor, and no other. */
final class OperationsPageTest {

    private static final Path PAGE = Path.of("OPERATIONS.md");
    private static final Pattern HEADER = Pattern.compile("\\| method of `(\\w+)` .*");
    private static final Pattern SIGNATURE = Pattern.compile("`(\\w+\\([^)`]*\\))`");

    @ParameterizedTest
    @ValueSource(classes = {Tensor.class, Fused.class, TensorRuntime.class})
    void listsEachMethod(Class<?> type) throws IOException {
        assertThat(listed(type.getSimpleName())).isEqualTo(methods(type));
    }

    private static Set<String> listed(String type) throws IOException {
        Set<String> listed = new TreeSet<>();
        String owner = "";
        for (String line : Files.readAllLines(PAGE)) {
            Matcher header = HEADER.matcher(line);
            if (header.matches()) {
                owner = header.group(1);
            } else if (!line.startsWith("|")) {
                owner = "";
            } else if (owner.equals(type)) {
                SIGNATURE
                        .matcher(line.substring(0, line.indexOf('|', 1)))
                        .results()
                        .forEach(found -> listed.add(found.group(1)));
            }
        }
        return listed;
    }

    private static Set<String> methods(Class<?> type) {
        return Arrays.stream(type.getDeclaredMethods())
                .filter(method -> Modifier.isPublic(method.getModifiers()))
                .filter(method -> method.getReturnType() == Tensor.class)
                .map(OperationsPageTest::signature)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static String signature(Method method) {
        return Arrays.stream(method.getParameterTypes())
                .map(Class::getSimpleName)
                .collect(Collectors.joining(",", method.getName() + "(", ")"));
    }
}
