// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports;

import java.util.List;

/**
 * In which files the report that is there is not the one that the records give, names in order.
 *
 * @param different those with other bytes
 * @param missing those that are not there
 * @param extra those that no report from these records has
 */
public record ReportDifferences(List<String> different, List<String> missing, List<String> extra) {

    public ReportDifferences {
        different = List.copyOf(different);
        missing = List.copyOf(missing);
        extra = List.copyOf(extra);
    }

    public boolean isEmpty() {
        return different.isEmpty() && missing.isEmpty() && extra.isEmpty();
    }
}
