// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.figures;

import java.awt.Graphics2D;
import java.util.List;

/** A figure as data: two axes, and layers in the order in which they are drawn. */
public record Plot(Axis x, Axis y, List<Layer> layers) implements Drawing {

    public Plot {
        layers = List.copyOf(layers);
    }

    @Override
    public double height(Width width) {
        return new Layout(this, width).height();
    }

    @Override
    public void paint(Graphics2D graphics, Width width) {
        new PlotPainter(new Layout(this, width), new Pen(graphics)).paint();
    }

    /** Returns the plot as source for pgfplots, with the data in it. */
    @Override
    public String latex(String id, Width width) {
        return new Pgfplots(new Layout(this, width)).source();
    }
}
