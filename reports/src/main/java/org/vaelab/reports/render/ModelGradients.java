// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.render;

import java.util.List;
import org.vaelab.reports.comparison.Comparison;
import org.vaelab.reports.comparison.MeasuredGradients;
import org.vaelab.reports.figures.Figure;
import org.vaelab.reports.figures.SignalToNoise;
import org.vaelab.reports.tables.GradientTable;
import org.vaelab.reports.tables.Table;

/**
 * What a report shows of the gradients of a model.
 *
 * @param model its name
 * @param table of all that was measured
 * @param figures one for each group of parameters, where there are several numbers of draws
 */
record ModelGradients(String model, Table table, List<Figure> figures) {

    static List<ModelGradients> of(Comparison comparison) {
        return MeasuredGradients.of(comparison).stream()
                .map(
                        measured ->
                                new ModelGradients(
                                        measured.model(),
                                        GradientTable.of(measured),
                                        SignalToNoise.of(measured)))
                .toList();
    }
}
