// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.run;

import java.io.IOException;
import java.io.Writer;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.vaelab.framework.data.Chunks;
import org.vaelab.framework.data.Examples;
import org.vaelab.framework.data.MiniBatch;
import org.vaelab.framework.data.PreparedData;
import org.vaelab.framework.model.LatentVariableModel;
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

    /**
     * Writes the location of q(z given x) of each example as CSV. The columns are {@code index},
     * the labels, and {@code z0}, {@code z1}, ... Unknown labels are empty. Categorical variables
     * have the probabilities of each category, {@code z0.0}, {@code z0.1}, ... If q is a point
     * mass, they have the one category of each, {@code z0}, {@code z1}, ...
     */
    public void encode(Examples examples, Writer out) throws IOException {
        CodeTable.of(model).write(examples, out);
    }

    /**
     * Writes E[x given z] at the location of q(z given x) of each example, below its original. If
     * the mean has no closed form, it writes one draw of x each.
     *
     * @param key for such draws
     */
    public void reconstruct(RandomKey key, Examples examples, Path file) throws IOException {
        ExampleValues values = ExampleValues.of(data);
        ExampleFile target = new ExampleFile(values, file);
        MiniBatch batch = new Chunks(examples, examples.size()).at(0);
        float[][] decoded = SampleSheets.reconstructions(model, values, batch, key);
        if (target.isSheet()) {
            target.write(List.of(values.of(batch), decoded));
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
        ExampleValues values = ExampleValues.of(data);
        ExampleFile target = new ExampleFile(values, file);
        float[][] samples;
        try (TensorScope scope = model.runtime().scope()) {
            Map<String, Tensor> given =
                    new ConditionOption(model.generative(), data)
                            .of(condition, count, model.runtime());
            samples = values.of(SampleSheets.samples(model, key, given, count), given);
        }
        if (target.isSheet()) {
            target.write(Math.min(ExampleFile.COLUMNS, count), samples);
        } else {
            target.write(samples);
        }
    }
}
