// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.audit;

import java.util.List;

/** Looks for one kind of doubt in a comparison before it is trained. */
public interface Check {

    /** Returns the name by which people know the check; it never changes. */
    String name();

    /** Returns what it finds. */
    List<Warning> of(AuditedPlan plan);
}
