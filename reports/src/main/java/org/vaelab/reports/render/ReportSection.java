// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.render;

import java.io.IOException;
import java.util.Optional;
import org.vaelab.reports.comparison.Comparison;

/**
 * Builds a section of a report. A plugin adds one with a class that has a public constructor
 * without arguments, named in its jar's {@code
 * META-INF/services/org.vaelab.reports.render.ReportSection}.
 */
@FunctionalInterface
public interface ReportSection {

    /**
     * Builds the section from the records of a comparison. The same records must give the same section.
     *
     * @return the section; empty if these records have nothing for it
     * @throws IOException if a file of a run cannot be read
     */
    Optional<Section> of(Comparison comparison) throws IOException;
}
