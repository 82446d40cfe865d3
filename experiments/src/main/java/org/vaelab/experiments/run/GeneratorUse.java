// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.run;

import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.vaelab.framework.component.Phase;
import org.vaelab.framework.data.Chunks;
import org.vaelab.framework.data.DataShape;
import org.vaelab.framework.data.Examples;
import org.vaelab.framework.data.Labels;
import org.vaelab.framework.data.MiniBatch;
import org.vaelab.framework.model.LatentVariableModel;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.record.SampleSheet;
import org.vaelab.framework.tensor.Shape;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorScope;

/**
 * Uses the encoder or the generator of a trained model alone.
 *
 * <p>Images go to a PNG sheet if the file's name ends in {@code .png}; everything goes to CSV
 * otherwise, a row per example.
 */
public final class GeneratorUse {

    private static final int CHUNK = 500;
    private static final int COLUMNS = 10;

    private final LatentVariableModel model;

    /** Creates the use of a model. */
    public GeneratorUse(LatentVariableModel model) {
        this.model = model;
    }

    /**
     * Writes the location of q(z given x) of each example as CSV: {@code index}, the labels, {@code
     * z0}, {@code z1}, ...
     */
    public void encode(Examples examples, Writer out) throws IOException {
        int width = model.posterior().space().eventShape().size();
        out.write("index");
        if (examples.labels().isPresent()) {
            for (Labels.Column column : examples.labels().get().columns()) {
                out.write("," + column.name());
            }
        }
        writeHeader(out, "z", width);
        for (MiniBatch batch : new Chunks(examples, CHUNK)) {
            float[] z = locations(batch);
            for (int i = 0; i < batch.size(); i++) {
                out.write(Integer.toString(batch.rows()[i]));
                for (int c = 0; c < batch.labelColumns(); c++) {
                    out.write("," + batch.labels()[i * batch.labelColumns() + c]);
                }
                writeRow(out, z, i * width, width);
            }
        }
    }

    private float[] locations(MiniBatch batch) {
        try (TensorScope scope = model.runtime().scope()) {
            Tensor x =
                    model.runtime().tensor(batch.values(), Shape.of(batch.size(), batch.width()));
            return model.encode(x, Phase.evaluation()).location().readFloats();
        }
    }

    /** Writes E[x given z] at the location of q(z given x) of each example, below its original. */
    public void reconstruct(Examples examples, Path file) throws IOException {
        MiniBatch batch = new Chunks(examples, examples.size()).at(0);
        float[][] decoded = SampleSheets.reconstructions(model, batch);
        if (isImage(file)) {
            requireImages(file);
            DataShape shape = model.shape();
            float[][] originals = new float[batch.size()][shape.size()];
            for (int i = 0; i < originals.length; i++) {
                System.arraycopy(batch.values(), i * shape.size(), originals[i], 0, shape.size());
            }
            int columns = divisor(batch.size());
            SampleSheet.reconstructions(
                            shape.channels(),
                            shape.height(),
                            shape.width(),
                            columns,
                            originals,
                            decoded)
                    .write(file);
        } else {
            writeRows(decoded, file);
        }
    }

    /** Writes E[x given z] for draws z of the prior. */
    public void sample(RandomKey key, int count, Path file) throws IOException {
        float[][] means = SampleSheets.priorMeans(model, key, count);
        if (isImage(file)) {
            requireImages(file);
            DataShape shape = model.shape();
            new SampleSheet(
                            shape.channels(),
                            shape.height(),
                            shape.width(),
                            Math.min(COLUMNS, count),
                            means)
                    .write(file);
        } else {
            writeRows(means, file);
        }
    }

    /** Returns the largest number of columns, at most ten, that the images fill in whole rows. */
    private static int divisor(int count) {
        int columns = Math.min(COLUMNS, count);
        while (count % columns != 0) {
            columns--;
        }
        return columns;
    }

    private static boolean isImage(Path file) {
        return file.toString().toLowerCase(Locale.ROOT).endsWith(".png");
    }

    private void requireImages(Path file) {
        DataShape shape = model.shape();
        if (shape.isFlat() || (shape.channels() != 1 && shape.channels() != 3)) {
            throw new IllegalArgumentException(
                    "data of shape "
                            + shape
                            + " are no images; write them to a .csv file instead of "
                            + file);
        }
    }

    private void writeRows(float[][] rows, Path file) throws IOException {
        try (Writer out = Files.newBufferedWriter(file)) {
            out.write("index");
            writeHeader(out, "x", model.shape().size());
            for (int i = 0; i < rows.length; i++) {
                out.write(Integer.toString(i));
                writeRow(out, rows[i], 0, rows[i].length);
            }
        }
    }

    private static void writeHeader(Writer out, String name, int width) throws IOException {
        for (int j = 0; j < width; j++) {
            out.write("," + name + j);
        }
        out.write("\n");
    }

    private static void writeRow(Writer out, float[] values, int from, int width)
            throws IOException {
        for (int j = from; j < from + width; j++) {
            out.write("," + values[j]);
        }
        out.write("\n");
    }
}
