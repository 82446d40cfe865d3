// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CsvFileTest {

    @TempDir Path folder;

    private static final GradientQuality.Group ALL =
            new GradientQuality.Group(GradientQuality.Group.ALL, 10);

    private static final List<GradientQuality> ROWS =
            List.of(
                    new GradientQuality(
                            new GradientQuality.Estimator("iwae", 5),
                            new GradientQuality.Group("encoder", 10),
                            200,
                            0.1,
                            1e-30,
                            0.25,
                            0.5,
                            new GradientQuality.Bias("exact", 1000, 2, -1e-3, 2e-3, 11.5)),
                    new GradientQuality(
                            new GradientQuality.Estimator("a \"b\",\nc", null),
                            ALL,
                            200,
                            1,
                            0,
                            Double.NaN,
                            Double.NaN,
                            null),
                    new GradientQuality(
                            new GradientQuality.Estimator("exact", null),
                            ALL,
                            200,
                            Double.POSITIVE_INFINITY,
                            Double.NaN,
                            Double.NaN,
                            Double.NaN,
                            new GradientQuality.Bias("exact", 4, 2, 0, 0, Double.NaN)));

    @Test
    void whatIsWrittenIsRead() throws IOException {
        RunFolder run = new RunFolder(folder);
        assertThat(run.gradients().read()).isEmpty();
        run.gradients().write(ROWS);
        assertThat(run.gradients().read()).isEqualTo(ROWS);
        assertThat(Files.readString(run.gradients().path()))
                .startsWith(
                        "estimator,samples,group,parameters,draws,norm,variance,snr,parameterSnr,"
                                + "reference,referenceDraws,referenceNorm,squaredBias,"
                                + "squaredBiasStandardError,biasDegreesOfFreedom\n"
                                + "iwae,5,encoder,10,200,0.1,1.0E-30,0.25,0.5,"
                                + "exact,1000,2.0,-0.001,0.002,11.5\n"
                                + "\"a \"\"b\"\",\nc\",,all,10,200,1.0,0.0,,,,,,,,\n");
    }

    @Test
    void whatIsDamagedIsRefused() throws IOException {
        Path file = folder.resolve("gradients.csv");
        Files.writeString(file, "estimator\n");
        assertThatThrownBy(() -> new CsvFile<>(file, GradientQuality.class).read())
                .isInstanceOf(IOException.class)
                .hasMessageContaining(
                        "gradients.csv:1: the file is damaged: expected the columns estimator,samples");
        new CsvFile<>(file, GradientQuality.class).write(ROWS);
        String text = Files.readString(file);
        Files.writeString(file, text.replace("iwae,5,", "iwae,five,"));
        assertThatThrownBy(() -> new CsvFile<>(file, GradientQuality.class).read())
                .isInstanceOf(IOException.class)
                .hasMessageContaining("record 1");
        Files.writeString(file, text.replace("iwae,5,", "iwae,"));
        assertThatThrownBy(() -> new CsvFile<>(file, GradientQuality.class).read())
                .hasMessageContaining("record 1: 14 fields, expected 15");
        Files.writeString(file, text.substring(0, text.length() - 1));
        assertThatThrownBy(() -> new CsvFile<>(file, GradientQuality.class).read())
                .isInstanceOf(DamagedFileException.class)
                .hasMessageEndingWith("it is cut short");
    }
}
