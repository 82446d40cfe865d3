// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports;

import java.util.List;

/**
 * The names of the files in which an existing report differs from the one that the records give, in
 * order.
 *
 * @param different files with other bytes
 * @param missing files that are absent
 * @param extra files that no report from these records has
 */
public record ReportDifferences(List<String> different, List<String> missing, List<String> extra) {

    public ReportDifferences {
        different = List.copyOf(different);
        missing = List.copyOf(missing);
        extra = List.copyOf(extra);
    }

    /** Returns whether the report is what the records give. Extra files are the user's own. */
    public boolean isUpToDate() {
        return different.isEmpty() && missing.isEmpty();
    }
}
