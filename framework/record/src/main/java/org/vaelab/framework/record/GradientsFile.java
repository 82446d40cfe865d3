// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.record;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * {@code gradients.csv}: a line for each estimator, number of draws and group of parameters, in CSV as
 * RFC 4180 has it, but with line feeds. A field is empty where there is no number.
 */
public final class GradientsFile {

    private static final List<String> COLUMNS =
            List.of(
                    "estimator",
                    "samples",
                    "group",
                    "parameters",
                    "draws",
                    "norm",
                    "variance",
                    "snr",
                    "parameterSnr",
                    "reference",
                    "referenceDraws",
                    "referenceNorm",
                    "squaredBias",
                    "squaredBiasStandardError",
                    "biasDegreesOfFreedom");

    private GradientsFile() {}

    /**
     * Writes a file, wholly or not at all.
     *
     * @throws IOException if it cannot be written
     */
    public static void write(Path path, List<GradientQuality> rows) throws IOException {
        Csv csv = new Csv(COLUMNS.toArray(String[]::new));
        for (GradientQuality row : rows) {
            GradientQuality.Bias bias = row.bias();
            csv.row(
                    row.estimator(),
                    row.samples(),
                    row.group(),
                    row.parameters(),
                    row.draws(),
                    row.norm(),
                    row.variance(),
                    row.snr(),
                    row.parameterSnr(),
                    bias == null ? null : bias.reference(),
                    bias == null ? null : bias.draws(),
                    bias == null ? null : bias.referenceNorm(),
                    bias == null ? null : bias.squared(),
                    bias == null ? null : bias.standardError(),
                    bias == null ? null : bias.degreesOfFreedom());
        }
        csv.write(path);
    }

    /**
     * Reads a file.
     *
     * @throws DamagedFileException if it is not such a file; the message names the record
     * @throws IOException if it cannot be read
     */
    public static List<GradientQuality> read(Path path) throws IOException {
        return Csv.read(path, COLUMNS, GradientsFile::row);
    }

    private static GradientQuality row(List<String> f) {
        GradientQuality.Bias bias =
                f.get(9).isEmpty()
                        ? null
                        : new GradientQuality.Bias(
                                f.get(9),
                                Long.parseLong(f.get(10)),
                                Csv.parsed(f.get(11)),
                                Csv.parsed(f.get(12)),
                                Csv.parsed(f.get(13)),
                                Csv.parsed(f.get(14)));
        return new GradientQuality(
                f.get(0),
                f.get(1).isEmpty() ? null : (Integer) Integer.parseInt(f.get(1)),
                f.get(2),
                Long.parseLong(f.get(3)),
                Long.parseLong(f.get(4)),
                Csv.parsed(f.get(5)),
                Csv.parsed(f.get(6)),
                Csv.parsed(f.get(7)),
                Csv.parsed(f.get(8)),
                bias);
    }
}
