// SPDX-License-Identifier: Apache-2.0
package org.vaelab.testkit.contract;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;

/** What the tests of a contract say when they are run one by one. */
final class Failures {

    private Failures() {}

    /** Returns the messages of those that fail. */
    static List<String> of(Stream<DynamicTest> tests) {
        List<String> messages = new ArrayList<>();
        tests.forEach(
                test -> {
                    try {
                        test.getExecutable().execute();
                    } catch (Throwable failure) {
                        messages.add(String.valueOf(failure.getMessage()));
                    }
                });
        return messages;
    }
}
