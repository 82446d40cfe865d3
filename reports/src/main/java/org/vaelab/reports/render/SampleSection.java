// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.render;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.vaelab.reports.comparison.Comparison;
import org.vaelab.reports.figures.Figure;
import org.vaelab.reports.figures.SampleFigures;
import org.vaelab.reports.render.Section.Block;

/** The sample images of all models: reconstructions, samples from the prior, and traversals. */
final class SampleSection implements ReportSection {

    @Override
    public Optional<Section> of(Comparison comparison) throws IOException {
        List<Figure> figures = SampleFigures.of(comparison);
        return Section.of(
                "samples",
                "Reconstructions and samples",
                figures.stream().<Block>map(Section.OfFigure::new).toList());
    }
}
