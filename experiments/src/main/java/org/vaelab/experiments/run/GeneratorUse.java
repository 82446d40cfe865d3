// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.run;

import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.vaelab.framework.component.Phase;
import org.vaelab.framework.data.Chunks;
import org.vaelab.framework.data.DataShape;
import org.vaelab.framework.data.Examples;
import org.vaelab.framework.data.Labels;
import org.vaelab.framework.data.MiniBatch;
import org.vaelab.framework.latent.LatentSpace;
import org.vaelab.framework.latent.OneHot;
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
     * z0}, {@code z1}, ...; of categorical variables the probabilities of each, {@code z0.0}, {@code
     * z0.1}, ..., or, where q is a point mass, the one category of each, {@code z0}, {@code z1}, ...
     */
    public void encode(Examples examples, Writer out) throws IOException {
        List<String> columns = latentColumns();
        int width = columns.size();
        out.write("index");
        if (examples.labels().isPresent()) {
            for (Labels.Column column : examples.labels().get().columns()) {
                out.write("," + column.name());
            }
        }
        writeHeader(out, columns);
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
            Tensor location = model.encode(x, Phase.evaluation()).location();
            return isCoded() ? categories(location) : location.readFloats();
        }
    }

    private static float[] categories(Tensor unitVectors) {
        int[] chosen = unitVectors.argMax(-1).readInts();
        float[] categories = new float[chosen.length];
        for (int i = 0; i < chosen.length; i++) {
            categories[i] = chosen[i];
        }
        return categories;
    }

    /** Returns whether each example has one value of categorical variables. */
    private boolean isCoded() {
        return model.posterior().isDeterministic() && model.posterior().space() instanceof OneHot;
    }

    private List<String> latentColumns() {
        LatentSpace space = model.posterior().space();
        if (!(space instanceof OneHot discrete)) {
            return numbered("z", space.eventShape().size());
        }
        List<String> variables = numbered("z", discrete.variables());
        return isCoded()
                ? variables
                : variables.stream()
                        .flatMap(name -> numbered(name + ".", discrete.categories()).stream())
                        .toList();
    }

    private static List<String> numbered(String name, int count) {
        return IntStream.range(0, count).mapToObj(i -> name + i).toList();
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
            writeHeader(out, numbered("x", model.shape().size()));
            for (int i = 0; i < rows.length; i++) {
                out.write(Integer.toString(i));
                writeRow(out, rows[i], 0, rows[i].length);
            }
        }
    }

    private static void writeHeader(Writer out, List<String> columns) throws IOException {
        for (String column : columns) {
            out.write("," + column);
        }
        out.write("\n");
    }

    private static void writeRow(Writer out, float[] values, int from, int width)
            throws IOException {
        for (int j = from; j < from + width; j++) {
            out.write("," + number(values[j]));
        }
        out.write("\n");
    }

    /** A whole number, such as a category, without a fraction. */
    private static String number(float value) {
        return value == Math.rint(value) && Math.abs(value) < 1e6
                ? Integer.toString((int) value)
                : Float.toString(value);
    }
}
