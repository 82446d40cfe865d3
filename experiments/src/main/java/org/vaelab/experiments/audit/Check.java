// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.audit;

import java.util.List;
import java.util.function.Function;

/** Checks a comparison for one kind of doubt before training. */
public interface Check {

    /** Returns the public name of the check, which never changes. */
    String name();

    List<Warning> of(AuditedPlan plan);

    static Check of(String name, Function<AuditedPlan, List<Warning>> warnings) {
        return new Check() {
            @Override
            public String name() {
                return name;
            }

            @Override
            public List<Warning> of(AuditedPlan plan) {
                return warnings.apply(plan);
            }
        };
    }
}
