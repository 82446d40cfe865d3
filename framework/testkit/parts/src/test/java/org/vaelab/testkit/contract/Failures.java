// SPDX-License-Identifier: Apache-2.0
package org.vaelab.testkit.contract;

import java.util.ArrayList;
import java.util.List;
import org.junit.platform.commons.support.HierarchyTraversalMode;
import org.junit.platform.commons.support.ReflectionSupport;

/** What a check of a contract says when its trials run one by one. */
final class Failures {

    private Failures() {}

    /**
     * Returns the messages of the trials that fail.
     *
     * @param check the method
     */
    static List<String> of(PartContract contract, String check) {
        var method =
                ReflectionSupport.findMethods(
                                contract.getClass(),
                                m ->
                                        m.getName().equals(check)
                                                && m.isAnnotationPresent(Check.class),
                                HierarchyTraversalMode.BOTTOM_UP)
                        .get(0);
        List<String> messages = new ArrayList<>();
        contract.openRuntime();
        try {
            for (Trial trial : Trial.of(contract, method)) {
                try {
                    contract.run(
                            trial,
                            () ->
                                    ReflectionSupport.invokeMethod(
                                            method, contract, trial.arguments().toArray()));
                } catch (Throwable failure) {
                    messages.add(String.valueOf(failure.getMessage()));
                }
            }
        } finally {
            contract.closeRuntime();
        }
        return messages;
    }
}
