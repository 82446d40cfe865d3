// SPDX-License-Identifier: Apache-2.0
package org.vaelab.testkit.tensor;

import static org.junit.jupiter.api.Assertions.assertAll;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.function.Executable;

/**
 * The cases of a contract, run as one test per function. A test per case would cost more time than
 * the case. A test runs all its cases, and its failure lists every case that failed.
 */
final class Cases {

    private final Map<String, List<Executable>> functions = new LinkedHashMap<>();

    /** Adds a case. The message of its failure begins with the name. */
    void add(String function, String name, Executable body) {
        functions
                .computeIfAbsent(function, key -> new ArrayList<>())
                .add(
                        () -> {
                            try {
                                body.execute();
                            } catch (AssertionError | RuntimeException failure) {
                                throw new AssertionError(
                                        name + ": " + failure.getMessage(), failure);
                            }
                        });
    }

    /** Returns a test per function. Its name has the number of cases: {@code LOG, 92 cases}. */
    Stream<DynamicTest> tests() {
        return functions.entrySet().stream()
                .map(
                        entry -> {
                            List<Executable> cases = entry.getValue();
                            String name = entry.getKey() + ", " + cases.size() + " cases";
                            return DynamicTest.dynamicTest(
                                    name, () -> assertAll(name, cases.stream()));
                        });
    }
}
