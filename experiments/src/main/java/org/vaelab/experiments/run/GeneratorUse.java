// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.run;

import java.io.IOException;
import java.io.Writer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.vaelab.framework.component.Phase;
import org.vaelab.framework.data.Chunks;
import org.vaelab.framework.data.Examples;
import org.vaelab.framework.data.Labels;
import org.vaelab.framework.data.MiniBatch;
import org.vaelab.framework.data.PreparedData;
import org.vaelab.framework.latent.TableColumns;
import org.vaelab.framework.model.JointPosterior;
import org.vaelab.framework.model.LatentVariable;
import org.vaelab.framework.model.LatentVariableModel;
import org.vaelab.framework.model.Latents;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorScope;

/**
 * Uses the encoder or the generator of a trained model separately.
 *
 * <p>Images go to a PNG sheet if the file name ends in {@code .png}. All other output is CSV, one
 * row per example.
 *
 * @param data that the model was trained on
 */
public record GeneratorUse(LatentVariableModel model, PreparedData data) {

    private static final int CHUNK = 500;

    private boolean isPointMass() {
        try (TensorScope scope = model.runtime().scope()) {
            return model.infer(model.trial(), RandomKey.of(0), Phase.evaluation())
                    .draw(RandomKey.of(0), 1)
                    .isPointMass();
        }
    }

    /**
     * Writes the location of q(z given x) of each example as CSV. The columns are {@code index},
     * the labels, and {@code z0}, {@code z1}, ... Unknown labels are empty. Categorical variables
     * have the probabilities of each category, {@code z0.0}, {@code z0.1}, ... If q is a point
     * mass, they have the one category of each, {@code z0}, {@code z1}, ...
     */
    public void encode(Examples examples, Writer out) throws IOException {
        List<TableColumns> tables = tableColumns();
        List<String> columns = tables.stream().flatMap(table -> table.names().stream()).toList();
        int width = columns.size();
        out.write("index");
        if (examples.labels().isPresent()) {
            for (Labels.Column column : examples.labels().get().columns()) {
                out.write("," + column.name());
            }
        }
        writeHeader(out, columns);
        for (MiniBatch batch : new Chunks(examples, CHUNK)) {
            float[] z = locations(batch, tables);
            for (int i = 0; i < batch.size(); i++) {
                out.write(Integer.toString(batch.rows()[i]));
                for (int c = 0; c < batch.labelColumns(); c++) {
                    int label = batch.labels()[i * batch.labelColumns() + c];
                    out.write("," + (label == Labels.UNKNOWN ? "" : label));
                }
                writeRow(out, z, i * width, width);
            }
        }
    }

    /** Returns the locations of all variables side by side, one row per example. */
    private float[] locations(MiniBatch examples, List<TableColumns> tables) {
        try (TensorScope scope = model.runtime().scope()) {
            JointPosterior q =
                    model.infer(model.batch(examples), RandomKey.of(0), Phase.evaluation());
            Latents location = q.location();
            List<float[]> parts = new ArrayList<>();
            List<LatentVariable> latents = model.generative().latents();
            for (int i = 0; i < latents.size(); i++) {
                Tensor z = location.z(latents.get(i).name());
                parts.add(tables.get(i).values().apply(z).readFloats());
            }
            return sideBySide(parts, examples.size());
        }
    }

    private static float[] sideBySide(List<float[]> parts, int rows) {
        if (parts.size() == 1) {
            return parts.get(0);
        }
        int width = parts.stream().mapToInt(part -> part.length / rows).sum();
        float[] all = new float[rows * width];
        int from = 0;
        for (float[] part : parts) {
            int own = part.length / rows;
            for (int i = 0; i < rows; i++) {
                System.arraycopy(part, i * own, all, i * width + from, own);
            }
            from += own;
        }
        return all;
    }

    private List<TableColumns> tableColumns() {
        boolean pointMass = isPointMass();
        List<LatentVariable> latents = model.generative().latents();
        return latents.stream()
                .map(
                        latent ->
                                latent.space()
                                        .columns(
                                                latents.size() == 1 ? "z" : latent.name() + ".z",
                                                pointMass))
                .toList();
    }

    /**
     * Writes E[x given z] at the location of q(z given x) of each example, below its original. If
     * the mean has no closed form, it writes one draw of x each.
     *
     * @param key for such draws
     */
    public void reconstruct(RandomKey key, Examples examples, Path file) throws IOException {
        Pictures pictures = Pictures.of(data);
        PictureFile target = new PictureFile(pictures, file);
        MiniBatch batch = new Chunks(examples, examples.size()).at(0);
        float[][] decoded = SampleSheets.reconstructions(model, pictures, batch, key);
        if (target.isSheet()) {
            target.write(List.of(pictures.of(batch), decoded));
        } else {
            target.write(decoded);
        }
    }

    /**
     * Writes E[x given z, c] for draws z of the prior. If the mean has no closed form, it writes
     * one draw of x each.
     *
     * @param condition as in {@code --condition}: the value of a label column, {@code
     *     column=value}, {@code test} or a file; columns not given take the default
     * @throws IllegalArgumentException if the model has no such column, the column no such value,
     *     or a file is invalid
     */
    public void sample(RandomKey key, int count, List<String> condition, Path file)
            throws IOException {
        Pictures pictures = Pictures.of(data);
        PictureFile target = new PictureFile(pictures, file);
        float[][] samples;
        try (TensorScope scope = model.runtime().scope()) {
            Map<String, Tensor> given =
                    new ConditionOption(model.generative(), data)
                            .of(condition, count, model.runtime());
            samples = pictures.of(SampleSheets.samples(model, key, given, count), given);
        }
        if (target.isSheet()) {
            target.write(Math.min(PictureFile.COLUMNS, count), samples);
        } else {
            target.write(samples);
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
            out.write("," + PictureFile.number(values[j]));
        }
        out.write("\n");
    }
}
