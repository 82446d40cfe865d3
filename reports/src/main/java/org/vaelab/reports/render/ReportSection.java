// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.render;

import java.io.IOException;
import java.util.List;
import org.vaelab.reports.comparison.Comparison;

/**
 * A section of a report. A plugin adds one with a class that has a public constructor without
 * arguments, named in its jar's {@code
 * META-INF/services/org.vaelab.reports.render.ReportSection}.
 */
public interface ReportSection {

    /**
     * Returns the id, by which {@code report.sections} selects the section: a lower-case letter,
     * then lower-case letters, digits and hyphens. It is also the id of the section's element in
     * the page.
     */
    String id();

    /** Returns the heading. */
    String title();

    /**
     * Builds the content from the records of a comparison. The same records must give the same
     * blocks.
     *
     * @return the blocks; none if these records have nothing for the section, which is then left
     *     out
     * @throws IOException if a file of a run cannot be read
     */
    List<Section.Block> blocks(Comparison comparison) throws IOException;
}
