// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import org.vaelab.framework.record.GradientQuality;

/** What was measured of gradients, as a table on the console. */
final class GradientLines {

    private static final List<String> HEADING =
            List.of(
                    "estimator",
                    "K",
                    "parameters",
                    "norm",
                    "variance",
                    "snr",
                    "squared bias",
                    "standard error",
                    "norm of reference");

    private GradientLines() {}

    static void print(PrintWriter out, List<GradientQuality> rows) {
        List<List<String>> lines = new ArrayList<>();
        for (GradientQuality row : rows) {
            GradientQuality.Bias bias = row.bias();
            lines.add(
                    List.of(
                            row.estimator(),
                            row.samples() == null ? "-" : row.samples().toString(),
                            row.group(),
                            number(row.norm()),
                            number(row.variance()),
                            number(row.snr()),
                            number(bias == null ? Double.NaN : bias.squared()),
                            number(bias == null ? Double.NaN : bias.standardError()),
                            number(bias == null ? Double.NaN : bias.referenceNorm())));
        }
        TextTable.print(out, HEADING, lines);
    }

    /** Gradients have any order of magnitude. */
    private static String number(double value) {
        return NumberText.of("%.3g", value);
    }
}
