// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.run;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import org.vaelab.experiments.output.ExampleFile;
import org.vaelab.experiments.output.ExampleValues;
import org.vaelab.framework.data.Chunks;
import org.vaelab.framework.data.Examples;
import org.vaelab.framework.data.MiniBatch;
import org.vaelab.framework.data.PreparedData;
import org.vaelab.framework.model.LatentVariableModel;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.record.RunFolder;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorScope;

/** The images of a run: test data with their reconstructions, and prior samples. */
final class SampleSheets {

    private static final int RECONSTRUCTED = 20;
    private static final int SAMPLED = 50;

    private SampleSheets() {}

    /**
     * Writes both sheets, if the data are images of one or three channels.
     *
     * @param key for the prior samples, and for draws if an observation has no mean
     */
    static void write(LatentVariableModel model, PreparedData data, RandomKey key, RunFolder folder)
            throws IOException {
        ExampleValues values = ExampleValues.of(data);
        if (!values.areImages()) {
            return;
        }
        Files.createDirectories(folder.samples());
        Generation generation = new Generation(model, OutputValues.PREDICTED);
        Examples test = data.test();
        int count = Math.min(RECONSTRUCTED, test.size());
        if (count > 0) {
            MiniBatch batch = new Chunks(test.first(count), count).at(0);
            RandomKey own = key.split("reconstructions");
            new ExampleFile(values, folder.reconstructionSheet())
                    .write(
                            ExampleFile.COLUMNS,
                            List.of(
                                    values.of(batch),
                                    generation.reconstructions(values, batch, own)));
        }
        try (TensorScope scope = model.runtime().scope()) {
            Map<String, Tensor> given =
                    new ConditionOption(model.generative(), data).inTurn(SAMPLED, model.runtime());
            new ExampleFile(values, folder.priorSheet())
                    .write(
                            ExampleFile.COLUMNS,
                            values.of(generation.samples(key, given, SAMPLED), given));
        }
    }
}
