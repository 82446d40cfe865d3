// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.figures;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.vaelab.framework.record.Label;

/**
 * A figure as data: two axes, and layers in the order in which they are drawn.
 *
 * @param map the title of a map, which has equal scales on both axes; null for another plot
 */
public record Plot(Axis x, Axis y, List<PlotLayer> layers, @Nullable Label map) implements Drawing {

    public Plot {
        layers = List.copyOf(layers);
    }

    public Plot(Axis x, Axis y, List<PlotLayer> layers) {
        this(x, y, layers, null);
    }

    boolean isMap() {
        return map != null;
    }

    @Override
    public Picture draw(Width width) {
        return new PlotPainter(PlotLayout.of(this, width)).picture();
    }

    /** Returns the plot as source for pgfplots, with the data in it. */
    @Override
    public String latex(String id, Width width) {
        return new Pgfplots(PlotLayout.of(this, width)).source();
    }
}
