// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import org.vaelab.framework.record.ComparisonFolder;

/** A folder that a command line names as that of a comparison. */
final class ComparisonArgument {

    private ComparisonArgument() {}

    /**
     * Returns the folder.
     *
     * @throws UsageException if it has no plan
     */
    static ComparisonFolder require(Path folder) {
        ComparisonFolder comparison = new ComparisonFolder(folder);
        if (!Files.isRegularFile(comparison.plan())) {
            String why = Files.isDirectory(folder) ? "it has no plan.json" : "no such folder";
            throw new UsageException(folder + " is not the folder of a comparison: " + why);
        }
        return comparison;
    }
}
