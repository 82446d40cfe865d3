// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.run;

import java.io.IOException;
import java.nio.file.Files;
import java.util.Arrays;
import org.vaelab.framework.component.Phase;
import org.vaelab.framework.data.Chunks;
import org.vaelab.framework.data.DataShape;
import org.vaelab.framework.data.Examples;
import org.vaelab.framework.data.MiniBatch;
import org.vaelab.framework.model.LatentVariableModel;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.record.RunFolder;
import org.vaelab.framework.record.SampleSheet;
import org.vaelab.framework.tensor.Shape;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorScope;

/** The images that a run leaves behind: test data with their reconstructions, and prior samples. */
final class SampleSheets {

    private static final int COLUMNS = 10;
    private static final int RECONSTRUCTED = 20;
    private static final int SAMPLED = 50;

    private SampleSheets() {}

    /**
     * Writes both sheets; data that are no images of one or three channels leave none.
     *
     * @param key for the prior samples
     */
    static void write(LatentVariableModel model, Examples test, RandomKey key, RunFolder folder)
            throws IOException {
        DataShape shape = model.shape();
        boolean image = !shape.isFlat() && (shape.channels() == 1 || shape.channels() == 3);
        if (!image) {
            return;
        }
        Files.createDirectories(folder.samples());
        int count = Math.min(RECONSTRUCTED, test.size() / COLUMNS * COLUMNS);
        if (count > 0) {
            MiniBatch batch = new Chunks(test.first(count), count).at(0);
            SampleSheet.reconstructions(
                            shape.channels(),
                            shape.height(),
                            shape.width(),
                            COLUMNS,
                            rows(batch.values(), count, shape.size()),
                            reconstructions(model, batch))
                    .write(folder.reconstructionSheet());
        }
        new SampleSheet(
                        shape.channels(),
                        shape.height(),
                        shape.width(),
                        COLUMNS,
                        priorMeans(model, key, SAMPLED))
                .write(folder.priorSheet());
    }

    /** Returns E[x given z] at the location of q(z given x), one row per example. */
    static float[][] reconstructions(LatentVariableModel model, MiniBatch batch) {
        try (TensorScope scope = model.runtime().scope()) {
            Tensor x =
                    model.runtime().tensor(batch.values(), Shape.of(batch.size(), batch.width()));
            Tensor z = model.encode(x, Phase.evaluation()).location();
            return rows(model.decode(z).mean().readFloats(), batch.size(), model.shape().size());
        }
    }

    /** Returns E[x given z] for draws z of the prior, one row per draw. */
    static float[][] priorMeans(LatentVariableModel model, RandomKey key, int count) {
        try (TensorScope scope = model.runtime().scope()) {
            Tensor z = model.prior().sample(key, count);
            return rows(model.decode(z).mean().readFloats(), count, model.shape().size());
        }
    }

    private static float[][] rows(float[] values, int count, int width) {
        float[][] rows = new float[count][];
        for (int i = 0; i < count; i++) {
            rows[i] = Arrays.copyOfRange(values, i * width, (i + 1) * width);
        }
        return rows;
    }
}
